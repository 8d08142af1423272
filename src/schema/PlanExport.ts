/** A plan as text for other programs: its moves, and what ArangoDB's own endpoint takes, wave by wave. */
import type { PlanExport as DomainExport, WaveExport as DomainWave } from '../services/model/plan-export.js';
import { builder } from './builder.js';
import { encodeId } from './global-id.js';

/** Where plans are served as files, see `server/plan-files.ts`. */
export const plansPath = '/plans/';

const WaveExport = builder.objectRef<DomainWave>('WaveExport').implement({
  description: 'The request that carries out one wave of a plan.',
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Index of the wave in the plan, from 0.' }),
    moves: t.exposeInt('moves', { description: 'Number of moves in the wave.' }),
    body: t.exposeString('body', {
      description:
        'JSON body for POST /_admin/cluster/rebalance/execute of ArangoDB: {version: 1, moves: [{database, ' +
        'collection, shard, from, to, isLeader}]}.',
    }),
  }),
});

/** A plan as text for other programs. */
export const PlanExport = builder.objectRef<DomainExport>('PlanExport').implement({
  description: 'A plan as text for other programs. The same plan always gives the same bytes.',
  fields: (t) => ({
    planHash: t.exposeString('planHash', {
      description: 'SHA-256 of everything that the plan says, 64 hexadecimal digits.',
    }),
    moves: t.exposeString('moves', {
      description: 'The moves in order, with their reasons, as canonical JSON: sorted names, no white space.',
    }),
    waves: t.field({
      type: [WaveExport],
      description:
        'The requests to send to ArangoDB, in order. Wait until a wave has finished before sending the ' + 'next.',
      resolve: ({ waves }) => waves,
    }),
    notes: t.stringList({
      description: 'What to know before sending the requests, one sentence each.',
      resolve: ({ notes }) => [...notes],
    }),
    url: t.string({
      description: 'Path on this server of a JSON file with the whole export.',
      resolve: ({ planId }) => `${plansPath}${encodeId('RebalancePlan', planId)}.json`,
    }),
    sha256: t.exposeString('sha256', { description: 'SHA-256 of that file, 64 hexadecimal digits.' }),
  }),
});
