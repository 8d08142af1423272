// The views read both naming conventions into one shape and refuse documents that lack a field.
import { describe, expect, it } from 'vitest';

import { type AssetDocument, NEVER_EXPIRES } from '../../../src/services/model/asset.js';
import {
  readConnection,
  readDevice,
  readEdge,
  readLocation,
  readSoftware,
} from '../../../src/services/model/asset-view.js';

const tenant = { tenantId: 'c695ea905f74', tenant_c695ea905f74_attr: 'c695ea905f74' };
const snakeTenant = { tenant_id: 'c695ea905f74', tenant_c695ea905f74_attr: 'c695ea905f74' };

const deviceView = {
  key: 'c695ea905f74:device1-0',
  tenantKey: 'c695ea905f74',
  name: 'PowerEdge R760 1',
  type: 'server',
  model: 'PowerEdge R760',
  serialNumber: '0a0f2f6e-5d3c-4f0e-9d52-5d8a2a4f0b11',
  ipAddress: '10.0.0.1',
  macAddress: '02:00:00:00:00:01',
  operatingSystem: 'Ubuntu Server',
  osVersion: '24.04',
  hostName: 'srv-1.example.com',
  firewallRules: ['allow 22', 'allow 443'],
  created: 1700000000,
  expired: NEVER_EXPIRES,
  isCurrent: true,
};

describe('asset views', () => {
  it('reads a device in camelCase', () => {
    const { key, expired, ...fields } = deviceView;
    const document: AssetDocument = { kind: 'Device', fields: { _key: key, ...tenant, ...fields, expired } };

    expect(readDevice(document, 'camelCase')).toEqual(deviceView);
  });

  it('reads the same device in snake_case', () => {
    const document: AssetDocument = {
      kind: 'Device',
      fields: {
        _key: deviceView.key,
        ...snakeTenant,
        name: deviceView.name,
        type: deviceView.type,
        model: deviceView.model,
        serial_number: deviceView.serialNumber,
        ip_address: deviceView.ipAddress,
        mac_address: deviceView.macAddress,
        operating_system: deviceView.operatingSystem,
        os_version: deviceView.osVersion,
        host_name: deviceView.hostName,
        firewall_rules: deviceView.firewallRules,
        created: deviceView.created,
        expired: deviceView.expired,
      },
    };

    expect(readDevice(document, 'snake_case')).toEqual(deviceView);
  });

  it('says of a document with a past expired that it is not current', () => {
    const fields = { _key: 'c695ea905f74:software1-3', ...tenant, name: 'PostgreSQL 1', type: 'database' };
    const document: AssetDocument = {
      kind: 'Software',
      fields: { ...fields, version: '15.4', portNumber: 5432, isEnabled: false, created: 5, expired: 9n },
    };

    expect(readSoftware(document, 'camelCase')).toMatchObject({
      portNumber: 5432,
      isEnabled: false,
      expired: 9n,
      isCurrent: false,
    });
  });

  it('reads longitude and latitude out of the GeoJSON point', () => {
    const geo_location = { type: 'Point', coordinates: [-122.4194, 37.7749] };
    const fields = { _key: 'c695ea905f74:location1', ...snakeTenant, name: 'HQ', street_address: '1 Main St' };
    const document: AssetDocument = {
      kind: 'Location',
      fields: { ...fields, geo_location, created: 1, expired: NEVER_EXPIRES },
    };

    const view = readLocation(document, 'snake_case');

    expect([view.longitude, view.latitude]).toEqual([-122.4194, 37.7749]);
  });

  it('reads the ends of an edge as keys', () => {
    const document: AssetDocument = {
      kind: 'hasConnection',
      fields: {
        _key: 'c695ea905f74:connection1:c695ea905f74',
        _from: 'DeviceProxyOut/c695ea905f74:device1',
        _to: 'DeviceProxyIn/c695ea905f74:device2',
        ...tenant,
        _fromType: 'DeviceProxyOut',
        _toType: 'DeviceProxyIn',
        connectionType: 'fiber',
        bandwidthCapacity: '427Mbps',
        networkLatency: '2ms',
        created: 1,
        expired: NEVER_EXPIRES,
      },
    };

    expect(readConnection(document, 'camelCase')).toMatchObject({ ...readEdge(document, 'camelCase') });
    expect(readConnection(document, 'camelCase')).toMatchObject({
      fromKey: 'c695ea905f74:device1',
      toKey: 'c695ea905f74:device2',
      toType: 'DeviceProxyIn',
      bandwidthCapacity: '427Mbps',
    });
  });

  it('refuses a document that lacks a field, naming document and field', () => {
    const valid = { created: 1, expired: NEVER_EXPIRES };
    const fields = { _key: 'c695ea905f74:device1-0', ...tenant, ...valid, name: 'PowerEdge R760 1' };

    expect(() => readDevice({ kind: 'Device', fields }, 'camelCase')).toThrow(
      'Device c695ea905f74:device1-0 has no type',
    );
  });
});
