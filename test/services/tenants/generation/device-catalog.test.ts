// The device catalogue keeps what the makers of devices rely on.
import { describe, expect, it } from 'vitest';

import { documentsPerScale } from '../../../../src/services/model/asset.js';
import { deviceTypes } from '../../../../src/services/tenants/generation/device-catalog.js';

describe('device catalogue', () => {
  it('has the five types, and as many devices for each unit of scale factor as a tenant has', () => {
    expect(deviceTypes.map(({ type }) => type)).toEqual(['server', 'router', 'laptop', 'IoT', 'firewall']);
    expect(deviceTypes.reduce((sum, { perScale }) => sum + perScale, 0)).toBe(documentsPerScale.DeviceProxyIn);
  });

  it.each(deviceTypes)('has eight different firewall rules for a $type', ({ firewallRules }) => {
    expect(new Set(firewallRules).size).toBe(8);
    for (const rule of firewallRules) expect(rule).toMatch(/^(allow|deny) \d+$/);
  });

  it.each(deviceTypes.flatMap(({ models }) => models))(
    'has at least three different releases for a $model',
    (model) => {
      expect(model.osVersions.length).toBeGreaterThanOrEqual(3);
      expect(new Set(model.osVersions).size).toBe(model.osVersions.length);
    },
  );
});
