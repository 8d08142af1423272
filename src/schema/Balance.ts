/** How evenly a cluster is loaded: one measure over the servers, with the best that is reachable and what stands in the way. */
import { at } from '../services/base/cells.js';
import { type Measure as DomainMeasure, type MeasureBalance as DomainMeasureBalance } from '../services/model/plan.js';
import { allBalancesInTurns } from '../services/planning/measure/balance.js';
import { measureObjectives, measures } from '../services/planning/measure/objectives/list.js';
import { builder } from './builder.js';
import { camelCased } from './camel-case.js';
import type { ClusterView } from './cluster-view.js';
import { DbServer } from './DbServer.js';
import { exposed, exposedOf, show } from './exposed.js';

/** What is balanced over the servers. */
export const Measure = builder.enumType('Measure', {
  description: 'A quantity that is balanced over the DB-Servers.',
  values: Object.fromEntries(
    measureObjectives.map(({ code, description }) => [code, { description: `${description}.` }]),
  ) as Record<DomainMeasure, { description: string }>, // Every measure there is has its value.
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
  description: 'The value of one measure on one DB-Server.',
  fields: exposed((t) => ({
    serverId: show('String', "The server's id in the cluster, e.g. PRMR-0a1b2c3d."),
    server: t.field({
      type: DbServer,
      nullable: true,
      description: 'The DB-Server; null when it exists in a model only.',
      resolve: ({ view, serverId }) => view?.server(serverId) ?? null,
    }),
    value: show('Float', 'The value, in the unit of the measure.'),
  })),
});

/** How one measure stands over the servers. */
export const MeasureBalance = builder.objectRef<BalanceShape>('MeasureBalance').implement({
  description: 'How evenly one measure is spread over the DB-Servers, and how evenly it could be spread.',
  fields: exposedOf('balance', (t) => ({
    measure: show(Measure, 'The measure that these figures describe.'),
    unit: show('String', 'Unit of the values, e.g. bytes; says so when a value is modelled.'),
    perServer: t.field({
      type: [ServerValue],
      description: 'The value on each DB-Server, in the order of Cluster.servers.',
      resolve: ({ view, balance }) => balance.perServer.map((each) => ({ view, ...each })),
    }),
    mean: show('Float', 'Mean over the DB-Servers, without those that are draining.'),
    max: show('Float', 'Largest value on any one DB-Server.'),
    maxOverMean: show('Float', 'max / mean: 1 is perfectly even, and also the value when there is nothing to balance.'),
    bestReachable: show('Float', 'Lower bound of max: no placement that keeps the limits can go below it.'),
    gap: show('Float', 'max / bestReachable - 1: 0 is the best possible, 0.25 is 25% above it.'),
    bindingRule: show('String', 'The rule that keeps bestReachable from being lower, as a sentence.'),
  })),
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

/** How evenly the cluster is loaded, measure by measure. */
export const Balance = builder.objectRef<BalancesShape>('Balance').implement({
  description: 'How evenly the DB-Servers are loaded, one entry per measure.',
  fields: (t) => ({
    measures: t.field({
      type: [MeasureBalance],
      description: `Every measure, in the order ${measures.join(', ')}.`,
      resolve: ({ view, balances }) => balances.map((balance) => ({ view, balance })),
    }),
    ...Object.fromEntries(
      measureObjectives.map(({ code, description }, index) => [
        camelCased(code),
        t.field({
          type: MeasureBalance,
          description: `Balance of ${code}. ${description}.`,
          // Balances come in the order of the measures.
          resolve: ({ view, balances }) => ({ view, balance: at(balances, index) }),
        }),
      ]),
    ),
  }),
});
