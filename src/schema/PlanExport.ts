/** A plan as text for other programs: its moves, and what ArangoDB's own endpoint takes, wave by wave. */
import type { PlanExport as DomainExport, WaveExport as DomainWave } from '../services/model/plan-export.js';
import { builder } from './builder.js';
import { encodeId } from './global-id.js';

/** Where plans are served as files, see `server/plan-files.ts`. */
export const plansPath = '/plans/';

const WaveExport = builder.objectRef<DomainWave>('WaveExport').implement({
  description: 'What to send for one wave of a plan.',
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Its place in the order of the waves, from 0.' }),
    moves: t.exposeInt('moves', { description: 'Moves in it.' }),
    body: t.exposeString('body', {
      description:
        'JSON for POST /_admin/cluster/rebalance/execute of ArangoDB: {version: 1, moves: [{database, collection, shard, from, to, isLeader}]}.',
    }),
  }),
});

/** A plan as text for other programs. */
export const PlanExport = builder.objectRef<DomainExport>('PlanExport').implement({
  description: 'A plan as text for other programs. The same plan always gives the same bytes.',
  fields: (t) => ({
    planHash: t.exposeString('planHash', { description: 'sha-256 of all that the plan says.' }),
    moves: t.exposeString('moves', {
      description: 'The moves in order, with their reasons, as canonical JSON: sorted names and no white space.',
    }),
    waves: t.field({
      type: [WaveExport],
      description: 'What to send to ArangoDB, in order; a wave is to be over before the next is sent.',
      resolve: ({ waves }) => waves,
    }),
    notes: t.stringList({
      description: 'What to know before sending anything, in sentences.',
      resolve: ({ notes }) => [...notes],
    }),
    url: t.string({
      description: 'Path on this server where all of it is one JSON file.',
      resolve: ({ planId }) => `${plansPath}${encodeId('RebalancePlan', planId)}.json`,
    }),
    sha256: t.exposeString('sha256', { description: 'sha-256 of that file, 64 hexadecimal digits.' }),
  }),
});
