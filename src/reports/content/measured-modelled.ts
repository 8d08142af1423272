/** Says of each kind of figure whether it was measured or comes from a model, so that nobody takes one for the other. */
import type { ClusterTopology } from '../../services/model/topology.js';
import { isLoadMeasured } from '../../services/planning/measure/objectives/load.js';
import type { Basis } from '../model.js';
import { basisValue, narrative, partOf, type ReportPart, table, textColumn } from './parts.js';

type Kind = readonly [figures: string, basis: Basis, how: string];

const always: readonly Kind[] = [
  ['Documents and bytes of tenants', 'MEASURED', 'Counted in the store; bytes are one copy of what is stored'],
  ['Probes and response times', 'MEASURED', 'Timed on the machine that ran this, with its store'],
  ['Isolation and integrity', 'MEASURED', 'Every document and every edge was visited'],
  ['Estimated time of a move', 'MODELLED', 'Bytes of the shard group over the bandwidth that the plan assumes'],
  [
    'Best reachable',
    'MODELLED',
    'A lower bound that follows from the sizes of shard groups and the limits of the plan',
  ],
];

const modelledLoad: Kind = [
  'Load',
  'MODELLED',
  'The number of documents that a DB-Server leads stands in for its queries',
];

const measuredLoad: Kind = ['Load', 'MEASURED', 'Queries per second, read from every shard group that holds data'];

const simulated: readonly Kind[] = [
  [
    'Bytes, documents and leaders per DB-Server',
    'MEASURED',
    'Counted in the store by the placement that the simulated cluster keeps and obeys',
  ],
  ['Duration of moves', 'MODELLED', 'Data movement is simulated with a rate; on a real cluster the network decides'],
];

const real: readonly Kind[] = [
  ['Documents and leaders per DB-Server', 'MEASURED', 'Read from the cluster'],
  ['Bytes per DB-Server', 'MODELLED', 'Derived from documents per shard: ArangoDB reports sizes per collection only'],
];

/** What a plan says before it is carried out. */
const planned: readonly Kind[] = [
  ['Documents and bytes of tenants that exist', 'MEASURED', 'Counted in the store when the plan was made'],
  ['The placement before', 'MEASURED', 'Read when the plan was made, as far as nothing is imagined in it'],
  ['Everything after, and what is imagined', 'MODELLED', 'The moves carried out in the model: nothing was moved'],
  ['Room that is needed on the way', 'MODELLED', 'All copies of a wave are assumed to exist at the same moment'],
];

/** Returns the section for the report of a plan that need not have been applied. */
export function plannedPart(state: ClusterTopology): ReportPart {
  const load = isLoadMeasured(state) ? measuredLoad : modelledLoad;
  return kindsPart([...planned, ...always.filter(([, basis]) => basis === 'MODELLED'), load]);
}

/** Returns the section; `state` is any state of the cluster that the report tells of. */
export function measuredModelledPart(state: ClusterTopology | null): ReportPart {
  const load = state && isLoadMeasured(state) ? measuredLoad : modelledLoad;
  return kindsPart([...always, load, ...(state?.deployment === 'SIMULATED' ? simulated : real)]);
}

function kindsPart(kinds: readonly Kind[]): ReportPart {
  return partOf({ id: 'basis', title: 'Measured and modelled', mark: null }, [
    narrative('basis-story', [
      'Measured figures were read, counted or timed while it happened. Modelled figures are computed; ' +
        'they are as good as the assumptions given next to them.',
    ]),
    table({ id: 'basis-kinds', title: 'Where the figures come from' }, kinds, [
      textColumn('figures', 'Figures', ([figures]) => figures),
      textColumn('basis', 'Basis', ([, basis]) => basisValue(basis)),
      textColumn('how', 'How', ([, , how]) => how),
    ]),
  ]);
}
