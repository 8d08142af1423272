// Where edges end: in their own tenant, at vertices that exist, of kinds that belong together.
import { describe, expect, it } from 'vitest';

import {
  edgeTypesRule,
  noDanglingEdgeRule,
  ownEdgesRule,
} from '../../../../src/services/checks/isolation/edge-ends.js';
import type { AssetKind, FieldValue } from '../../../../src/services/model/asset.js';
import { acme, edge, type Judged, judged, one } from '../../../support/judged.js';

const out = 'DeviceProxyOut/acme:device1';
const location = 'Location/acme:location1';
const vertices = [one('DeviceProxyOut', { _key: 'acme:device1' }), one('Location', { _key: 'acme:location1' })];
const sound = edge('hasLocation', 'a', out, location);

describe('an edge between tenants', () => {
  it('is none whose ends are both of its own tenant, and vertices are not judged', () => {
    expect(judged(ownEdgesRule, [...vertices, sound, sound])).toEqual({ looked: 2, found: [] });
  });

  it.each<[FieldValue, FieldValue, string]>([
    ['DeviceProxyOut/umbra:device1', location, '_from of E is DeviceProxyOut/umbra:device1, a vertex of tenant umbra'],
    [out, 'Location/umbra:a', '_to of E is Location/umbra:a, a vertex of tenant umbra'],
    [out, 'umbra:a', '_to of E is umbra:a, a vertex of tenant umbra'],
  ])('is one from %s to %s', (from, to, message) => {
    expect(judged(ownEdgesRule, [edge('hasLocation', 'a', from, to)]).found).toEqual([
      [message.replace('E', 'hasLocation/acme:a:acme'), 'hasLocation/acme:a:acme'],
    ]);
  });

  it.each([7, 'Location/location1', 'Location/:location1', ''])('is not known from an end %j, which dangles', (to) => {
    expect(judged(ownEdgesRule, [edge('hasLocation', 'a', out, to)])).toEqual({ looked: 1, found: [] });
  });
});

describe('a dangling edge', () => {
  it('is none whose vertices exist', () => {
    expect(judged(noDanglingEdgeRule, [...vertices, sound, sound])).toEqual({ looked: 2, found: [] });
  });

  it.each<[FieldValue, FieldValue, string]>([
    ['DeviceProxyOut/acme:b', location, '_from of E is DeviceProxyOut/acme:b, which does not exist'],
    [out, 'Location/acme:device1', '_to of E is Location/acme:device1, which does not exist'],
    [out, 'Printer/acme:b', '_to of E is Printer/acme:b, which contains no collection name'],
    [out, 'acme:location1', '_to of E is acme:location1, which contains no collection name'],
    [out, '/acme:location1', '_to of E is /acme:location1, which contains no collection name'],
    [out, 'Locations', '_to of E is Locations, which contains no collection name'],
    [out, 7, 'E has no _to'],
    [null, location, 'E has no _from'],
  ])('is one from %s to %s', (from, to, message) => {
    const { found } = judged(noDanglingEdgeRule, [...vertices, edge('hasLocation', 'a', from, to)]);

    expect(found).toEqual([[message.replace('E', 'hasLocation/acme:a:acme'), 'hasLocation/acme:a:acme']]);
  });

  it('is one to a collection of the other naming convention', () => {
    const toOther = edge('hasLocation', 'a', 'device_proxy_out/acme:device1', location);

    expect(judged(noDanglingEdgeRule, [...vertices, toOther], { ...acme, naming: 'snake_case' }).found).toEqual([
      [`_to of has_location/acme:a:acme is ${location}, which contains no collection name`, 'has_location/acme:a:acme'],
    ]);
  });
});

describe('the types of an edge', () => {
  const typed = (kind: AssetKind, from: string, to: string, types: Judged['fields'] = {}): Judged => {
    const { fields } = edge(kind, 'a', from, to);
    const [_fromType = '', _toType = ''] = [from, to].map((end) => end.slice(0, end.indexOf('/')));
    return one(kind, { ...fields, _fromType, _toType, ...types });
  };

  it.each<[AssetKind, string, string]>([
    ['hasLocation', out, location],
    ['hasVersion', 'DeviceProxyIn/acme:device1', 'Device/acme:device1-12'],
    ['hasVersion', 'Device/acme:device1-0', 'DeviceProxyOut/acme:device1'],
  ])('agree for %s from %s to %s', (kind, from, to) => {
    const { found, looked } = judged(edgeTypesRule, [...vertices, typed(kind, from, to), typed(kind, from, to)]);

    expect({ found, looked }).toEqual({ found: [], looked: 2 });
  });

  it('have the names of the naming convention', () => {
    const ends = ['device_proxy_out', 'location'] as const;
    const { fields } = edge('hasLocation', 'a', `${ends[0]}/acme:device1`, `${ends[1]}/acme:location1`);
    const snake = one('hasLocation', { ...fields, _from_type: ends[0], _to_type: ends[1] });

    expect(judged(edgeTypesRule, [snake], { ...acme, naming: 'snake_case' })).toEqual({ looked: 1, found: [] });
  });

  it.each<[AssetKind, string, string, string]>([
    ['hasLocation', out, 'Device/acme:a-0', 'leads from DeviceProxyOut to Device, which hasLocation never does'],
    ['hasLocation', 'Device/acme:a-0', location, 'leads from Device to Location, which hasLocation never does'],
    [
      'hasVersion',
      'DeviceProxyIn/acme:a',
      'Device/acme:b-0',
      'connects acme:a to acme:b-0, which is not a version of it',
    ],
    [
      'hasVersion',
      'DeviceProxyIn/acme:a',
      'Device/acme:a-0-1',
      'connects acme:a to acme:a-0-1, which is not a version of it',
    ],
    [
      'hasVersion',
      'DeviceProxyIn/acme:a',
      'Device/acme:a-1x',
      'connects acme:a to acme:a-1x, which is not a version of it',
    ],
    [
      'hasVersion',
      'DeviceProxyIn/acme:a',
      'Device/acme:a-',
      'connects acme:a to acme:a-, which is not a version of it',
    ],
    [
      'hasVersion',
      'DeviceProxyIn/acme:a',
      'Device/acme:ab0',
      'connects acme:a to acme:ab0, which is not a version of it',
    ],
    ['hasVersion', 'DeviceProxyIn/acme:a', 'Device/acme:a', 'connects acme:a to acme:a, which is not a version of it'],
  ])('do not agree where %s goes from %s to %s', (kind, from, to, message) => {
    expect(judged(edgeTypesRule, [typed(kind, from, to)]).found).toEqual([
      [`${kind}/acme:a:acme ${message}`, `${kind}/acme:a:acme`],
    ]);
  });

  it.each<[Judged['fields'], string]>([
    [{ _fromType: 'Device' }, '_fromType of E is "Device", but must be DeviceProxyOut'],
    [{ _toType: 'Device' }, '_toType of E is "Device", but must be Location'],
    [{ _toType: 7 }, '_toType of E is no text, but must be Location'],
  ])('do not agree where the edge says %j', (types, message) => {
    expect(judged(edgeTypesRule, [typed('hasLocation', out, location, types)]).found).toEqual([
      [message.replace('E', 'hasLocation/acme:a:acme'), 'hasLocation/acme:a:acme'],
    ]);
  });

  it('do not agree where the edge says nothing', () => {
    expect(judged(edgeTypesRule, [sound]).found.map(([message]) => message)).toEqual([
      '_fromType of hasLocation/acme:a:acme is missing, but must be DeviceProxyOut',
      '_toType of hasLocation/acme:a:acme is missing, but must be Location',
    ]);
  });

  it.each([
    [7, location],
    [out, 'Printer/acme:a'],
  ])('are not judged where an end from %s to %s dangles', (from, to) => {
    expect(judged(edgeTypesRule, [edge('hasLocation', 'a', from, to)])).toEqual({ looked: 1, found: [] });
  });
});
