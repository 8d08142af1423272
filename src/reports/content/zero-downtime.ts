/** The evidence for zero downtime: what a probe saw while tenants were added and shards moved. */
import { counted, inFigures } from '../../services/base/wording.js';
import type { ProbeFigures } from '../../services/model/check.js';
import type { KeyFigure, Mark } from '../model.js';
import type { RunContext } from './context.js';
import {
  fixed,
  keyFigure,
  markValue,
  narrative,
  numberColumn,
  partOf,
  type ReportPart,
  table,
  textColumn,
} from './parts.js';

interface ProbeEvidence {
  readonly during: string;
  readonly probe: ProbeFigures;
}

/** Returns what was probed in the run, in the order of the steps; empty when it stopped before any probe. */
export function probeEvidence({ run, stepOf }: RunContext): readonly ProbeEvidence[] {
  const [tenants, moves] = [stepOf('TENANT_ADDITION').facts, stepOf('SHARD_REBALANCING').facts];
  const whileMoving = run.rebalance?.probe ?? moves?.probe;
  return [
    ...(tenants ? [{ during: 'Tenants were added', probe: tenants.probe }] : []),
    ...(whileMoving ? [{ during: 'Shards were moved', probe: whileMoving }] : []),
  ];
}

/** Returns how many probes ran in all, and how many of them failed. */
export function probesIn(evidence: readonly ProbeEvidence[]): { readonly ran: number; readonly failed: number } {
  const sum = (what: 'probes' | 'failed'): number => evidence.reduce((total, { probe }) => total + probe[what], 0);
  return { ran: sum('probes'), failed: sum('failed') };
}

/** Returns how many probes failed, as a figure for the top of a report; null when none ran. */
export function probesFigure(evidence: readonly ProbeEvidence[]): KeyFigure | null {
  const { ran, failed } = probesIn(evidence);
  if (ran === 0) return null;
  const mark = failed === 0 ? 'PASS' : 'FAIL';
  return keyFigure('probes', 'Failed probes', inFigures(failed), `of ${inFigures(ran)} probes`, { mark });
}

function markOfProbe({ probes, failed }: ProbeFigures): Mark {
  if (failed > 0) return 'FAIL';
  return probes === 0 ? 'SKIPPED' : 'PASS';
}

/** Returns the section. */
export function zeroDowntimePart(context: RunContext): ReportPart {
  const evidence = probeEvidence(context);
  const marks = evidence.map(({ probe }) => markOfProbe(probe));
  const mark = marks.includes('FAIL') ? 'FAIL' : marks.includes('PASS') ? 'PASS' : 'SKIPPED';
  const section = { id: 'zero-downtime', title: 'Zero downtime', mark } as const;
  const story =
    'Zero downtime means here: while the cluster was being changed, a probe kept querying the existing ' +
    'tenants, and this is how many of its queries failed and how long they took.';
  if (evidence.length === 0) {
    return partOf(section, [
      narrative('zero-downtime-story', [story, 'No probe ran: the run ended before it changed anything.']),
    ]);
  }
  const failures = evidence.flatMap(({ probe }) => probe.failures);
  const note =
    context.run.kind === 'REBALANCE'
      ? 'All parts of the run together. After a pause or a restart of the server, p50, p95 and tenants are ' +
        'those of the part with the largest value; a server that was killed lost the probes of the wave in ' +
        'progress.'
      : null;
  return partOf(section, [
    narrative('zero-downtime-story', [story]),
    table(
      { id: 'zero-downtime-probes', title: 'Probes while the cluster changed', basis: 'MEASURED', note },
      evidence,
      [
        textColumn('during', 'While', ({ during }) => during),
        numberColumn('tenants', 'Tenants probed', ({ probe }) => probe.tenantsProbed),
        numberColumn('probes', 'Probes', ({ probe }) => probe.probes),
        numberColumn('failed', 'Failed', ({ probe }) => probe.failed),
        numberColumn('p50', 'p50', ({ probe }) => fixed(probe.p50Ms, 2), { unit: 'ms' }),
        numberColumn('p95', 'p95', ({ probe }) => fixed(probe.p95Ms, 2), { unit: 'ms' }),
        numberColumn('max', 'Max', ({ probe }) => fixed(probe.maxMs, 2), { unit: 'ms' }),
        textColumn('result', 'Result', ({ probe }) => markValue(markOfProbe(probe))),
      ],
    ),
    failures.length === 0
      ? null
      : narrative('zero-downtime-failures', [], {
          title: `The first ${counted(failures.length, 'failure')}`,
          list: failures,
        }),
  ]);
}
