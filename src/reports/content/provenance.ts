/** Where a report comes from: fingerprints, plan, seed, events and versions, so that somebody else can check it. */
import { inFigures } from '../../services/base/wording.js';
import { fingerprint } from '../../services/model/fingerprint.js';
import type { RebalancePlan } from '../../services/model/plan.js';
import { isFinal, type Run } from '../../services/model/run.js';
import type { ClusterTopology, Snapshot } from '../../services/model/topology.js';
import type { ProvenanceCell } from '../model.js';
import type { RunContext } from './context.js';
import { demoCommand, startOperation } from './operations.js';
import { type DraftCell, narrative, operationCell, partOf, type ReportPart } from './parts.js';

type Fact = ProvenanceCell['facts'][number];

const section = { id: 'provenance', title: 'Provenance', mark: null } as const;

const howToRead =
  'A fingerprint is the sha-256 of the canonical topology (servers, collections, shard groups and their placement): equal placement, equal fingerprint. A plan hash is the sha-256 of the whole plan.';

/** Returns the section for a run's report. */
export function runProvenancePart(context: RunContext): ReportPart {
  const { run, events, snapshots, plan, version, last, first } = context;
  const told = events.filter((event) => !isFinal(event));
  const state = last ?? first;
  const snapshot = (id: string | null): Snapshot | undefined => (id === null ? undefined : snapshots.get(id));
  const [before, after] = [snapshot(run.beforeSnapshotId), snapshot(run.afterSnapshotId)];
  const facts: (Fact | null)[] = [
    exactFact('run', 'Run', run.id),
    fact('started', 'Started', run.startedAt),
    fact('newest', 'Newest event', told.at(-1)?.at ?? run.startedAt),
    fact('input', 'Input', inputInWords(run)),
    told.length > 0
      ? fact(
          'events',
          'Events',
          `${inFigures(told[0]?.sequence ?? 1)} to ${inFigures(told.at(-1)?.sequence ?? 1)}, without a gap`,
        )
      : null,
    before ? exactFact('snapshot-before', 'Snapshot before', before.id) : null,
    before ? exactFact('fingerprint-before', 'Fingerprint before', before.fingerprint) : null,
    after ? exactFact('snapshot-after', 'Snapshot after', after.id) : null,
    after ? exactFact('fingerprint-after', 'Fingerprint after', after.fingerprint) : null,
    plan ? exactFact('plan-hash', 'Plan hash', plan.planHash) : null,
    plan ? fact('plan-seed', 'Plan seed', String(plan.seed)) : null,
    state ? deploymentFact(state) : null,
    fact('version', 'Shardbook', version),
  ];
  return partOf(section, [
    narrative('provenance-story', [
      'This report is a function of the run’s event log and snapshots: making it again gives the same bytes.',
      howToRead,
    ]),
    provenance(facts),
    ...reproduction(run),
  ]);
}

/** Returns the section for the report of two snapshots. */
export function snapshotProvenancePart(before: Snapshot, after: Snapshot, version: string): ReportPart {
  return partOf(section, [
    narrative('provenance-story', [
      'This report is a function of two snapshots: making it again gives the same bytes.',
      howToRead,
    ]),
    provenance([
      exactFact('snapshot-before', 'Snapshot before', before.id),
      fact('taken-before', 'Taken before', before.takenAt),
      exactFact('fingerprint-before', 'Fingerprint before', before.fingerprint),
      exactFact('snapshot-after', 'Snapshot after', after.id),
      fact('taken-after', 'Taken after', after.takenAt),
      exactFact('fingerprint-after', 'Fingerprint after', after.fingerprint),
      deploymentFact(after.topology),
      fact('version', 'Shardbook', version),
    ]),
    howTo([
      'Ask for this report again with both snapshots: generateReport(input: { snapshotIds }), with their ids as above.',
      'Compare the states yourself: node(id) of each snapshot has its cluster with every shard, and cluster { diff } tells what differs.',
    ]),
  ]);
}

/** Returns the section for the report of a plan. */
export function planProvenancePart(plan: RebalancePlan, version: string): ReportPart {
  return partOf(section, [
    narrative('provenance-story', [
      'This report is a function of the plan: making it again gives the same bytes.',
      howToRead,
    ]),
    provenance([
      exactFact('plan', 'Plan', plan.id),
      fact('created', 'Made', plan.createdAt),
      exactFact('plan-hash', 'Plan hash', plan.planHash),
      fact('plan-seed', 'Plan seed', String(plan.seed)),
      exactFact('fingerprint-base', 'Fingerprint of the cluster it is for', plan.baseFingerprint),
      // With something imagined in it no cluster will ever have this fingerprint.
      plan.whatIf.imagined.length > 0
        ? null
        : exactFact('fingerprint-after', 'Fingerprint after all moves', fingerprint(plan.after)),
      deploymentFact(plan.before),
      fact('version', 'Shardbook', version),
    ]),
    howTo([samePlan]),
  ]);
}

function inputInWords({ input }: Run): string {
  if ('planId' in input) return `plan ${input.planId}`;
  const { scenario, naming, pace, own } = input;
  return `${own ? `scenario of its own, “${own.title}”` : `scenario ${scenario}`}, naming ${naming}, pace ${pace}`;
}

const samePlan =
  'A plan is a function of topology, question and seed: simulateRebalance with the same question on the same topology (a snapshot, or importTopology of its JSON elsewhere) gives the same plan hash.';

/** What somebody else does to see the same, with the operation that starts it. */
function reproduction(run: Run): readonly (Omit<ProvenanceCell, 'section'> | DraftCell)[] {
  if ('planId' in run.input)
    return [howTo([samePlan, 'Carry it out with applyRebalance, and go back with simulateUndo.'])];
  const command = demoCommand(run.input);
  return [
    howTo([
      'Start from the state before: on a simulated cluster resetCluster gives a fresh one.',
      command === null
        ? 'Send the operation below with its variables.'
        : `Send the operation below, or run it in a terminal, on a simulated cluster of its own: ${command}`,
      'Counts, sizes in documents, checks and verdicts will be the same. Tenant keys, and with them shard ' +
        'groups and moves, are chosen anew each time unless SHARDBOOK_SEED is set; times are measured anew.',
    ]),
    operationCell('provenance-operation', startOperation(run)),
  ];
}

function howTo(list: readonly string[]): DraftCell {
  return narrative('provenance-reproduce', [], { title: 'How to reproduce it', list, ordered: list.length > 1 });
}

function provenance(facts: readonly (Fact | null)[]): Omit<ProvenanceCell, 'section'> {
  return { kind: 'PROVENANCE', id: 'provenance-facts', title: null, facts: facts.filter((one) => one !== null) };
}

function fact(id: string, label: string, value: string): Fact {
  return { id, label, value, exact: false };
}

function deploymentFact({ deployment, version }: ClusterTopology): Fact {
  return fact('deployment', 'Deployment', version === null ? deployment : `${deployment}, version ${version}`);
}

function exactFact(id: string, label: string, value: string): Fact {
  return { id, label, value, exact: true };
}
