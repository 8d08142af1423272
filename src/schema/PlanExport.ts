/** A plan as text for other programs: its moves, and what ArangoDB's own endpoint takes, wave by wave. */
import type { PlanExport as DomainExport, WaveExport as DomainWave } from '../services/model/plan-export.js';
import { builder } from './builder.js';
import { exposed, show } from './exposed.js';
import { encodeId } from './global-id.js';

/** Where plans are served as files, see `server/plan-files.ts`. */
export const plansPath = '/plans/';

const WaveExport = builder.objectRef<DomainWave>('WaveExport').implement({
  description: 'The request that carries out one wave of a plan.',
  fields: exposed(() => ({
    index: show('Int', 'Index of the wave in the plan, from 0.'),
    moves: show('Int', 'Number of moves in the wave.'),
    body: show(
      'String',
      'JSON body for POST /_admin/cluster/rebalance/execute of ArangoDB: {version: 1, moves: [{database, ' +
        'collection, shard, from, to, isLeader}]}.',
    ),
  })),
});

/** A plan as text for other programs. */
export const PlanExport = builder.objectRef<DomainExport>('PlanExport').implement({
  description: 'A plan as text for other programs. The same plan always gives the same bytes.',
  fields: exposed((t) => ({
    planHash: show('String', 'SHA-256 of everything that the plan says, 64 hexadecimal digits.'),
    moves: show('String', 'The moves in order, with their reasons, as canonical JSON: sorted names, no white space.'),
    waves: show(
      [WaveExport],
      'The requests to send to ArangoDB, in order. Wait until a wave has finished before sending the next.',
    ),
    notes: show(['String'], 'What to know before sending the requests, one sentence each.'),
    url: t.string({
      description: 'Path on this server of a JSON file with the whole export.',
      resolve: ({ planId }) => `${plansPath}${encodeId('RebalancePlan', planId)}.json`,
    }),
    sha256: show('String', 'SHA-256 of that file, 64 hexadecimal digits.'),
  })),
});
