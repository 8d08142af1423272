/** How evenly a cluster is loaded: one measure over the servers, with the best that is reachable and what stands in the way. */
import { type Measure as DomainMeasure, type MeasureBalance as DomainMeasureBalance } from '../services/model/plan.js';
import { allBalancesInTurns } from '../services/planning/measure/balance.js';
import { builder } from './builder.js';
import type { ClusterView } from './cluster-view.js';
import { DbServer } from './DbServer.js';

/** What is balanced over the servers. */
export const Measure = builder.enumType('Measure', {
  description: 'What is balanced over the servers.',
  values: {
    BYTES: { description: 'Bytes on a server, all replicas counted.' },
    DOCUMENTS: { description: 'Documents on a server, all replicas counted.' },
    LEADERS: { description: 'Shard groups with data that a server leads.' },
    LOAD: {
      description: 'Load on the leaders of a server: measured where possible, else modelled; the unit says which.',
    },
  } satisfies Record<DomainMeasure, { description: string }>,
});

/** A measure with the state that it was taken in; null where its servers exist in no stored state. */
export interface BalanceShape {
  readonly view: ClusterView | null;
  readonly balance: DomainMeasureBalance;
}

interface ValueShape {
  readonly view: ClusterView | null;
  readonly serverId: string;
  readonly value: number;
}

const ServerValue = builder.objectRef<ValueShape>('ServerValue').implement({
  description: 'What one server has of a measure.',
  fields: (t) => ({
    serverId: t.exposeString('serverId', { description: "The cluster's own name of the server." }),
    server: t.field({
      type: DbServer,
      nullable: true,
      description: 'The server; null where the figures are of servers that exist in a model only.',
      resolve: ({ view, serverId }) => view?.server(serverId) ?? null,
    }),
    value: t.exposeFloat('value', { description: "In the measure's unit." }),
  }),
});

/** How one measure stands over the servers. */
export const MeasureBalance = builder.objectRef<BalanceShape>('MeasureBalance').implement({
  description: 'How one measure stands over the servers.',
  fields: (t) => ({
    measure: t.field({
      type: Measure,
      description: 'What is measured.',
      resolve: ({ balance }) => balance.measure,
    }),
    unit: t.string({
      description: 'What the values count, e.g. bytes; where a value is modelled the unit says so.',
      resolve: ({ balance }) => balance.unit,
    }),
    perServer: t.field({
      type: [ServerValue],
      description: 'The value of each server, in the order of the servers.',
      resolve: ({ view, balance }) => balance.perServer.map((each) => ({ view, ...each })),
    }),
    mean: t.float({
      description: 'The mean of the servers that stay.',
      resolve: ({ balance }) => balance.mean,
    }),
    max: t.float({ description: 'The largest value on one server.', resolve: ({ balance }) => balance.max }),
    maxOverMean: t.float({
      description: 'max / mean: 1 is perfect; 1 too where there is nothing to balance.',
      resolve: ({ balance }) => balance.maxOverMean,
    }),
    bestReachable: t.float({
      description: 'A lower bound of max over all placements that keep the limits.',
      resolve: ({ balance }) => balance.bestReachable,
    }),
    gap: t.float({
      description: 'max / bestReachable - 1: 0 is the best that can be had, 0.25 is a quarter above it.',
      resolve: ({ balance }) => balance.gap,
    }),
    bindingRule: t.string({
      description: 'The rule that would have to give for a lower bound, as a sentence.',
      resolve: ({ balance }) => balance.bindingRule,
    }),
  }),
});

/** All measures of one state of the cluster. */
export interface BalancesShape {
  readonly view: ClusterView;
  readonly balances: readonly DomainMeasureBalance[];
}

/** Returns the balance of every measure in a state of the cluster. */
export async function balancesOf(view: ClusterView): Promise<BalancesShape> {
  return { view, balances: await allBalancesInTurns(view.topology) };
}

function one({ view, balances }: BalancesShape, measure: DomainMeasure): BalanceShape {
  const balance = balances.find((each) => each.measure === measure);
  if (!balance) throw new Error(`No balance was computed for ${measure}`);
  return { view, balance };
}

/** How evenly the cluster is loaded, measure by measure. */
export const Balance = builder.objectRef<BalancesShape>('Balance').implement({
  description: 'How evenly the cluster is loaded, measure by measure.',
  fields: (t) => ({
    measures: t.field({
      type: [MeasureBalance],
      description: 'All measures: BYTES, DOCUMENTS, LEADERS, LOAD.',
      resolve: ({ view, balances }) => balances.map((balance) => ({ view, balance })),
    }),
    bytes: t.field({
      type: MeasureBalance,
      description: 'Bytes on each server, all replicas counted.',
      resolve: (balances) => one(balances, 'BYTES'),
    }),
    documents: t.field({
      type: MeasureBalance,
      description: 'Documents on each server, all replicas counted.',
      resolve: (balances) => one(balances, 'DOCUMENTS'),
    }),
    leaders: t.field({
      type: MeasureBalance,
      description: 'Shard groups with data that each server leads.',
      resolve: (balances) => one(balances, 'LEADERS'),
    }),
    load: t.field({
      type: MeasureBalance,
      description: 'Load on the leaders of each server.',
      resolve: (balances) => one(balances, 'LOAD'),
    }),
  }),
});
