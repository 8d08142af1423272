// A plan is named by its hash, so every part of it has to count, and the same question has to give the same bytes for good.
import { describe, expect, it } from 'vitest';

import type { PlanBody } from '../../../../src/services/model/plan.js';
import type { ClusterTopology } from '../../../../src/services/model/topology.js';
import { planHashOf } from '../../../../src/services/planning/answers/plan-body.js';
import { planRebalance } from '../../../../src/services/planning/answers/planner.js';
import { completeOptions, type PlanRequest } from '../../../../src/services/planning/question/options.js';
import { cluster, demoCluster } from '../../../support/clusters.js';

/** Two zones, capacities, a follower that is out of sync, load that was measured: a plan for it has every kind of part. */
function unevenCluster(): ClusterTopology {
  const capacityBytes = 8_000_000n;
  return cluster(
    [
      { serverId: 'a', zone: 'east', capacityBytes },
      { serverId: 'b', zone: 'east', capacityBytes },
      { serverId: 'c', zone: 'west', capacityBytes },
      { serverId: 'd', zone: 'west', capacityBytes },
    ],
    [
      { leader: 'a', followers: ['c'], bytes: 900_000, load: 12.5, tenants: ['0a', '0b'] },
      { leader: 'a', followers: ['c'], bytes: 700_000, load: 3.25, tenants: ['0c'] },
      { leader: 'a', followers: ['d'], inSync: [], bytes: 400_000, load: 8, tenants: ['0d'] },
      { leader: 'a', followers: ['c'], bytes: 1_100_000, load: 20.125, tenants: ['0e'] },
      { leader: 'b', followers: ['c'] },
    ],
  );
}

/** A question with every option. */
const everything: PlanRequest = {
  addServers: { count: 1, capacityBytes: 9_000_000n, zone: 'west' },
  removeServers: ['b'],
  replaceServers: [{ serverId: 'd', capacityBytes: 7_000_000n, zone: 'west' }],
  growth: { tenants: [{ name: 'Zenith', scaleFactor: 1 }], bytesPerDocument: 500 },
  objectives: { BYTES: 2, LEADER_SPREAD: 0.5 },
  limits: { maximumNumberOfMoves: 50, maxBytesMoved: 20_000_000n, pinnedTenants: ['0c'] },
  budget: 10_000,
};

function planOf(topology: ClusterTopology, request: PlanRequest, seed = 7): PlanBody {
  return planRebalance(topology, completeOptions(request), seed);
}

type Path = readonly (string | number)[];

/** Every place in a value, parts with parts of their own included. */
function placesIn(value: unknown, path: Path = []): Path[] {
  if (value === null || typeof value !== 'object') return [path];
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...inner.flatMap(([name, part]) => placesIn(part, [...path, name]))];
}

/** Returns a copy of a value in which one place is something else. */
function changedAt(value: unknown, [name, ...rest]: Path): unknown {
  if (name === undefined) return somethingElse(value);
  if (Array.isArray(value)) return value.with(name as number, changedAt(value[name as number], rest));
  const parts = value as Readonly<Record<string, unknown>>;
  return { ...parts, [name]: changedAt(parts[name], rest) };
}

function somethingElse(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
      return `${value} `;
    case 'number':
      return value + 1;
    case 'bigint':
      return value + 1n;
    case 'boolean':
      return !value;
    default:
      if (value === null) return 0;
      return Array.isArray(value) ? [...(value as unknown[]), null] : { ...value, further: null };
  }
}

describe('the hash of a plan', () => {
  // A literal, so that no change of arithmetic, chance or order goes unseen. Where the words of a plan are changed on
  // purpose, or what a plan tells, the new hash belongs here.
  it('is the same for the same question, for good', () => {
    expect(planHashOf(planOf(demoCluster(), {}))).toBe(
      '0288b9af41fc185ff69bae327a26c9414c9ccca857bc2e237686734501ef9089',
    );
    expect(planHashOf(planOf(unevenCluster(), everything))).toBe(
      '6d1d34e209c980fcaee4e515b27e3f043afb8e5434408a3d4230a84d0e8c2f4f',
    );
  });

  it('is another one when any part of the plan is, however small', () => {
    const body = planOf(unevenCluster(), everything);
    const hash = planHashOf(body);
    const places = placesIn(body).filter(({ length }) => length > 0);

    const unseen = places.filter((place) => planHashOf(changedAt(body, place) as PlanBody) === hash);

    expect(unseen).toEqual([]);
    expect(new Set(places.map(([part]) => part))).toEqual(new Set(Object.keys(body)));
    expect(body.moves.length * body.notMoved.length).toBeGreaterThan(0);
  });

  it('is another one when any part of the plan is missing', () => {
    const body = planOf(unevenCluster(), everything);
    const without = (part: string): PlanBody =>
      Object.fromEntries(Object.entries(body).filter(([name]) => name !== part)) as unknown as PlanBody;

    const hashes = Object.keys(body).map((part) => planHashOf(without(part)));

    expect(hashes).not.toContain(planHashOf(body));
    expect(new Set(hashes).size).toBe(Object.keys(body).length);
  });

  it('does not depend on the order in which the parts were put together', () => {
    const body = planOf(demoCluster(), {});

    expect(planHashOf(Object.fromEntries(Object.entries(body).reverse()) as unknown as PlanBody)).toBe(
      planHashOf(body),
    );
  });

  it('leaves out what is kept beside the plan', () => {
    const body = planOf(demoCluster(), {});

    expect(planHashOf({ ...body, id: 'one', createdAt: 'now' } as PlanBody)).toBe(planHashOf(body));
  });
});
