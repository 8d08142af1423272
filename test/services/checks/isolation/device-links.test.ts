// What hangs on devices and software: exactly once, at most once, or at least once.
import { expect, it } from 'vitest';

import {
  connectionsRule,
  installationsRule,
  oneLocationRule,
  softwareInUseRule,
} from '../../../../src/services/checks/isolation/device-links.js';
import { acme, edge, judged, one } from '../../../support/judged.js';

const device = one('DeviceProxyOut', { _key: 'acme:device1', type: 'switch' });
const router = one('DeviceProxyOut', { _key: 'acme:router', type: 'router' });
const software = one('SoftwareProxyIn', { _key: 'acme:software1' });
const out = 'DeviceProxyOut/acme:device1';
const at = (name: string, place: string, from = out) => edge('hasLocation', name, from, `Location/acme:${place}`);
const to = (name: string, other: string, from = out) => edge('hasConnection', name, from, other);
const runs = (name: string, from: string, what = 'software1') =>
  edge('hasDeviceSoftware', name, from, `SoftwareProxyIn/acme:${what}`);

it('takes a device at one location, and judges nothing else', () => {
  expect(judged(oneLocationRule, [device, software, at('a', 'x')])).toEqual({ looked: 1, found: [] });
});

it('finds a device without location, and one at two, in the names of the tenant', () => {
  const snake = { ...acme, naming: 'snake_case' } as const;
  const from = 'device_proxy_out/acme:device1';

  expect(judged(oneLocationRule, [device, router, at('a', 'x'), at('b', 'y')])).toEqual({
    looked: 2,
    found: [
      [`${out} has 2 hasLocation edges, but must have exactly one`, out],
      ['DeviceProxyOut/acme:router has 0 hasLocation edges, but must have exactly one', 'DeviceProxyOut/acme:router'],
    ],
  });
  expect(judged(oneLocationRule, [device, at('a', 'x', from), at('b', 'y', from)], snake).found).toEqual([
    [`${from} has 2 has_location edges, but must have exactly one`, from],
  ]);
});

it('takes connections to different devices, and counts them', () => {
  const connections = [to('a', 'DeviceProxyIn/acme:device2'), to('b', 'DeviceProxyIn/acme:device3')];

  expect(judged(connectionsRule, [device, software, ...connections])).toEqual({ looked: 2, found: [] });
});

it('finds a connection from a device to itself, whatever the collections at its ends', () => {
  expect(judged(connectionsRule, [to('a', 'DeviceProxyIn/acme:device1')]).found).toEqual([
    ['hasConnection/acme:a:acme leads from acme:device1 to itself', 'hasConnection/acme:a:acme'],
  ]);
});

it.each([
  [7, 7],
  ['', ''],
  ['DeviceProxyOut/', 'DeviceProxyIn/'],
])('does not take ends %j and %j, which name nothing, for the same device', (from, end) => {
  expect(judged(connectionsRule, [edge('hasConnection', 'a', from, end)])).toEqual({ looked: 1, found: [] });
});

it('finds the second of two connections between the same devices, and the third', () => {
  const other = 'DeviceProxyIn/acme:device2';
  const connections = [to('a', other), to('b', 'DeviceProxyIn/acme:device3'), to('c', other), to('d', other)];

  expect(judged(connectionsRule, [device, ...connections]).found).toEqual(
    ['c', 'd'].map((name) => [
      `hasConnection/acme:${name}:acme has the same ends as hasConnection/acme:a:acme: ${out} to ${other}`,
      `hasConnection/acme:${name}:acme`,
    ]),
  );
});

it('leaves edges that leave something else to the other rules', () => {
  const place = one('Location', { _key: 'acme:x' });

  expect(judged(connectionsRule, [place, to('a', 'y', 'Location/acme:x'), to('b', 'y', 'Location/acme:x')])).toEqual({
    looked: 2,
    found: [],
  });
});

it('takes a device with different software, a router with none, and looks at devices only', () => {
  const installed = [runs('a', out), runs('b', out, 'software2')];

  expect(judged(installationsRule, [device, router, software, ...installed])).toEqual({ looked: 2, found: [] });
});

it('finds software on a router, each piece of it', () => {
  const from = 'DeviceProxyOut/acme:router';

  expect(judged(installationsRule, [router, runs('a', from), runs('b', from, 'software2')]).found).toEqual(
    ['a', 'b'].map((name) => [
      `hasDeviceSoftware/acme:${name}:acme assigns software to acme:router, which is a router`,
      `hasDeviceSoftware/acme:${name}:acme`,
    ]),
  );
});

it('finds the same software twice on one device', () => {
  expect(judged(installationsRule, [device, runs('a', out), runs('b', out)]).found).toEqual([
    [
      `hasDeviceSoftware/acme:b:acme has the same ends as hasDeviceSoftware/acme:a:acme: ${out} to SoftwareProxyIn/acme:software1`,
      'hasDeviceSoftware/acme:b:acme',
    ],
  ]);
});

it('finds software that runs nowhere, and takes what runs on one device or several', () => {
  const idle = one('SoftwareProxyIn', { _key: 'acme:software2' });
  const twice = [runs('a', out), runs('b', 'DeviceProxyOut/acme:device2')];

  expect(judged(softwareInUseRule, [device, software, runs('a', out)])).toEqual({ looked: 1, found: [] });
  expect(judged(softwareInUseRule, [software, idle, ...twice])).toEqual({
    looked: 2,
    found: [['SoftwareProxyIn/acme:software2 runs on no device', 'SoftwareProxyIn/acme:software2']],
  });
});
