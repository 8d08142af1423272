/** The evidence for zero downtime: what a probe saw while tenants were added and shards moved. */
import { counted, inFigures } from '../../services/base/wording.js';
import type { ProbeFigures } from '../../services/model/check.js';
import type { KeyFigure, Mark } from '../model.js';
import type { RunContext } from './context.js';
import {
  figure,
  fixed,
  markValue,
  narrative,
  numberColumn,
  partOf,
  type ReportPart,
  text,
  textColumn,
} from './parts.js';

export interface ProbeEvidence {
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

/** Returns how many probes failed, as a figure for the top of a report; null when none ran. */
export function probesFigure(evidence: readonly ProbeEvidence[]): KeyFigure | null {
  const ran = evidence.reduce((sum, { probe }) => sum + probe.probes, 0);
  const failed = evidence.reduce((sum, { probe }) => sum + probe.failed, 0);
  if (ran === 0) return null;
  return {
    id: 'probes',
    label: 'Failed probes',
    value: inFigures(failed),
    note: `of ${inFigures(ran)} probes`,
    mark: failed === 0 ? 'PASS' : 'FAIL',
    basis: 'MEASURED',
  };
}

/** Returns PASS when probes ran and none failed, SKIPPED when none ran. */
export function markOfProbe({ probes, failed }: ProbeFigures): Mark {
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
  return partOf(section, [
    narrative('zero-downtime-story', [story]),
    {
      kind: 'TABLE',
      id: 'zero-downtime-probes',
      title: 'Probes while the cluster changed',
      basis: 'MEASURED',
      columns: [
        textColumn('during', 'While'),
        numberColumn('tenants', 'Tenants probed'),
        numberColumn('probes', 'Probes'),
        numberColumn('failed', 'Failed'),
        numberColumn('p50', 'p50', { unit: 'ms' }),
        numberColumn('p95', 'p95', { unit: 'ms' }),
        numberColumn('max', 'Max', { unit: 'ms' }),
        textColumn('result', 'Result'),
      ],
      rows: evidence.map(({ during, probe }) => [
        text(during),
        figure(probe.tenantsProbed),
        figure(probe.probes),
        figure(probe.failed),
        fixed(probe.p50Ms, 2),
        fixed(probe.p95Ms, 2),
        fixed(probe.maxMs, 2),
        markValue(markOfProbe(probe)),
      ]),
      note:
        context.run.kind === 'REBALANCE'
          ? 'All parts of the run together. After a pause or a restart of the server, p50, p95 and tenants are ' +
            'those of the part with the largest value; a server that was killed lost the probes of the wave in ' +
            'progress.'
          : null,
    },
    failures.length === 0
      ? null
      : narrative('zero-downtime-failures', [], {
          title: `The first ${counted(failures.length, 'failure')}`,
          list: failures,
        }),
  ]);
}
