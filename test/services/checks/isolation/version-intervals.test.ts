// Times of documents, and how the versions of one device or software follow each other.
import { describe, expect, it } from 'vitest';

import { intervalsRule, versionsRule } from '../../../../src/services/checks/isolation/version-intervals.js';
import { type AssetKind, assetKinds, type FieldValue, NEVER_EXPIRES } from '../../../../src/services/model/asset.js';
import { judged, one } from '../../../support/judged.js';

const latest = 253_402_300_799n;

describe('an interval', () => {
  it.each<[number, bigint]>([
    [0, 1n],
    [1_700_000_000, 1_700_000_001n],
    [1_700_000_000, latest],
    [1_700_000_000, NEVER_EXPIRES],
  ])('may go from %d to %d', (created, expired) => {
    const document = one('Location', { _key: 'acme:a', created, expired });

    expect(judged(intervalsRule, [document, document])).toEqual({ looked: 2, found: [] });
  });

  it.each<[FieldValue, FieldValue, string]>([
    [7, 7n, 'Location/acme:a expires at 7, not after it was created at 7'],
    [7, 6n, 'Location/acme:a expires at 6, not after it was created at 7'],
    ['7', 8n, 'created of Location/acme:a is not a whole number of Unix seconds'],
    [7.5, 8n, 'created of Location/acme:a is not a whole number of Unix seconds'],
    [7n, 8n, 'created of Location/acme:a is not a whole number of Unix seconds'],
    [7, 8, 'expired of Location/acme:a is not a whole number'],
    [7, null, 'expired of Location/acme:a is not a whole number'],
    [
      7,
      latest + 1n,
      `expired of Location/acme:a is ${latest + 1n}, which is neither a time nor "never" (${NEVER_EXPIRES})`,
    ],
    [
      7,
      2n ** 64n,
      `expired of Location/acme:a is ${2n ** 64n}, which is neither a time nor "never" (${NEVER_EXPIRES})`,
    ],
  ])('is wrong from %s to %s', (created, expired, message) => {
    const { looked, found } = judged(intervalsRule, [one('Location', { _key: 'acme:a', created, expired })]);

    expect({ looked, found }).toEqual({ looked: 1, found: [[message, 'Location/acme:a']] });
  });

  it('is what all documents have but proxies', () => {
    const without = assetKinds.filter((kind) => judged(intervalsRule, [one(kind, { _key: 'acme:a' })]).looked === 0);

    expect(without).toEqual(['DeviceProxyIn', 'DeviceProxyOut', 'SoftwareProxyIn', 'SoftwareProxyOut']);
  });
});

describe('versions', () => {
  const version = (key: string, created: FieldValue, expired: FieldValue, kind: AssetKind = 'Device') =>
    one(kind, { _key: `acme:${key}`, created, expired });
  const current = (key: string, created: number, kind: AssetKind = 'Device') =>
    version(key, created, NEVER_EXPIRES, kind);

  it('may follow each other in any order of their keys, asset by asset', () => {
    const documents = [
      ...[current('a-0', 30), version('a-1', 20, 30n), version('a-10', 10, 20n)],
      ...[current('b-1-0', 5), current('b-2-0', 5), current('a-0', 5, 'Software')],
      ...[one('Location', { _key: 'acme:x-0', created: 7, expired: 3n }), one('DeviceProxyIn', { _key: 'acme:a' })],
    ];

    expect(judged(versionsRule, documents)).toEqual({ looked: 6, found: [] });
  });

  it.each([
    [29n, 'a gap'],
    [31n, 'an overlap'],
  ])('may not go on where one expires at %d and the next is created at 30', (expired, fault) => {
    expect(judged(versionsRule, [current('a-0', 30), version('a-1', 20, expired)]).found).toEqual([
      [
        `Device/acme:a-1 expires at ${expired} but the next version, Device/acme:a-0, was created at 30: ${fault}`,
        'Device/acme:a-1',
      ],
    ]);
  });

  it('are judged for each asset, the last one too', () => {
    const documents = [version('a-0', 10, 20n), version('b-0', 10, 20n), version('b-0', 10, 20n, 'Software')];

    expect(judged(versionsRule, documents).found).toEqual(
      [
        ['Device acme:a', 'Device/acme:a-0'],
        ['Device acme:b', 'Device/acme:b-0'],
        ['Software acme:b', 'Software/acme:b-0'],
      ].map(([asset, id]) => [`${asset} has 0 current versions among 1, but must have exactly one`, id]),
    );
  });

  it('have one fault where a second one is current, shown with the newest', () => {
    expect(judged(versionsRule, [current('a-0', 30), current('a-1', 20), version('a-2', 10, 20n)]).found).toEqual([
      ['Device acme:a has 2 current versions among 3, but must have exactly one', 'Device/acme:a-0'],
    ]);
  });

  it('may be created at the same time, and keep the order of their keys then', () => {
    expect(judged(versionsRule, [version('a-0', 10, 20n), current('a-1', 10)]).found).toEqual([
      [
        'Device/acme:a-0 expires at 20 but the next version, Device/acme:a-1, was created at 10: an overlap',
        'Device/acme:a-0',
      ],
    ]);
  });

  it('need not be there', () => {
    expect(judged(versionsRule, [one('Location', { _key: 'acme:a' })])).toEqual({ looked: 0, found: [] });
  });

  it('whose times cannot be read are left to the other rule', () => {
    expect(judged(versionsRule, [version('a-0', 'soon', 20n), version('b-0', 7, 8)])).toEqual({ looked: 2, found: [] });
    expect(judged(versionsRule, [version('a-0', 'soon', 20n), current('a-1', 7)])).toEqual({ looked: 2, found: [] });
  });

  it('are judged up to 10,000 of one asset', () => {
    const versions = (count: number) =>
      Array.from({ length: count }, (_, at) =>
        at === 0 ? current('a-0', count) : version(`a-${at}`, count - at, BigInt(count - at + 1)),
      );

    expect(judged(versionsRule, versions(10_000)).found).toEqual([]);
    expect(judged(versionsRule, versions(10_001)).found).toEqual([
      ['Device acme:a has 10001 versions; at most 10000 are checked', null],
    ]);
  });
});
