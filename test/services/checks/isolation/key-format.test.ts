// The form of keys, which a SmartGraph needs.
import { expect, it } from 'vitest';

import { keyFormatRule } from '../../../../src/services/checks/isolation/key-format.js';
import type { AssetKind, FieldValue } from '../../../../src/services/model/asset.js';
import { judged, one } from '../../../support/judged.js';

it.each<[AssetKind, string]>([
  ['Location', 'acme:location1'],
  ['DeviceProxyIn', 'acme:-'],
  ['Device', 'acme:device1-0'],
  ['Software', 'acme:a-b-12'],
  ['hasVersion', 'acme:version1:acme'],
])('takes a %s with the key %s', (kind, key) => {
  expect(judged(keyFormatRule, [one(kind, { _key: key })])).toEqual({ looked: 1, found: [] });
});

const vertex = 'acme:<rest>';
const version = 'acme:<rest>, <rest> ending in a version number';
const ofEdge = 'acme:<rest>:acme';

it.each<[AssetKind, FieldValue, string]>([
  ['Location', 7, vertex],
  ['Location', 'location1', vertex],
  ['Location', 'umbra:location1', vertex],
  ['Location', 'acmee:location1', vertex],
  ['Location', 'acme:', vertex],
  ['Location', 'acme:a:b', vertex],
  ['Location', 'acme::b', vertex],
  ['Location', 'acme:a:', vertex],
  ['Device', 'acme:device1', version],
  ['Device', 'acme:-1', version],
  ['Device', 'acme:x:device1-1', version],
  ['Device', 'acme:device1-1x', version],
  ['Software', 'acme:software1-x', version],
  ['hasVersion', 'acme:version1', ofEdge],
  ['hasVersion', 'acme:version1:umbra', ofEdge],
  ['hasVersion', 'acme:version1:acme:', ofEdge],
  ['hasVersion', 'acme::acme', ofEdge],
  ['hasVersion', 'acme:a:b:acme', ofEdge],
  ['hasVersion', 'umbra:version1:acme', ofEdge],
])('finds a %s with the key %j', (kind, key, form) => {
  const id = `${kind}/${typeof key === 'string' ? key : '(no text)'}`;

  expect(judged(keyFormatRule, [one(kind, { _key: key })]).found).toEqual([
    [`The _key of ${id} must have the form ${form}`, id],
  ]);
});
