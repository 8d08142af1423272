import { describe, expect, it } from 'vitest';

import { completeOptions, defaultPlanOptions } from '../../../../src/services/planning/question/options.js';

describe('completeOptions', () => {
  it('gives the defaults where nothing is asked for', () => {
    expect(completeOptions()).toEqual(defaultPlanOptions());
    expect(completeOptions({ addServers: null, limits: null, objectives: null })).toEqual(defaultPlanOptions());
  });

  it('brings lists into one order without repetition', () => {
    const options = completeOptions({
      removeServers: ['b', 'a', 'b'],
      limits: { allowedKinds: ['MOVE_FOLLOWER', 'LEADERSHIP_TRANSFER'] },
    });

    expect(options.removeServers).toEqual(['a', 'b']);
    expect(options.limits.allowedKinds).toEqual(['LEADERSHIP_TRANSFER', 'MOVE_FOLLOWER']);
  });

  it.each([
    ['addServers.count', { addServers: { count: -1 } }],
    ['addServers.count', { addServers: { count: 1.5 } }],
    ['addServers.capacityBytes', { addServers: { capacityBytes: 0n } }],
    ['objectives.BYTES', { objectives: { BYTES: -1 } }],
    ['objectives.LOAD', { objectives: { LOAD: Number.NaN } }],
    ['objectives', { objectives: { BYTES: 0, DOCUMENTS: 0, LEADERS: 0, LOAD: 0 } }],
    ['limits.maximumNumberOfMoves', { limits: { maximumNumberOfMoves: 100_001 } }],
    ['limits.maxBytesMoved', { limits: { maxBytesMoved: -1n } }],
    ['limits.concurrentMovesPerServer', { limits: { concurrentMovesPerServer: 0 } }],
    ['limits.bandwidthBytesPerSecond', { limits: { bandwidthBytesPerSecond: 0 } }],
    ['budget', { budget: -1 }],
    ['removeServers', { removeServers: Array<string>(5001).fill('a') }],
    ['limits.pinnedTenants', { limits: { pinnedTenants: Array<string>(5001).fill('a') } }],
    ['limits.pinnedCollections', { limits: { pinnedCollections: Array<string>(5001).fill('a') } }],
    ['replaceServers', { replaceServers: Array<never>(101) }],
    ['growth.tenants', { growth: { tenants: Array<never>(1001) } }],
  ])('names %s as the field that is out of range', (field, request) => {
    expect(() => completeOptions(request)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', field }));
  });

  it('looks at no entry of a list that has too many', () => {
    const unreadable = new Proxy(Array<string>(5001), {
      get: (list, name) => (name === 'length' ? list.length : expect.unreachable(`${String(name)} is read`)),
    });

    for (const request of [{ removeServers: unreadable }, { replaceServers: unreadable as never }]) {
      expect(() => completeOptions(request)).toThrow('names 5001');
    }
    expect(() => completeOptions({ growth: { tenants: unreadable as never } })).toThrow('adds up to 5001');
  });
});
