/** Recommendations that follow from the figures of a report: for each the figure, the rule and the action. */
import type { Paused } from '../../services/base/turns.js';
import { counted, inFigures } from '../../services/base/wording.js';
import type { CheckCell } from '../model.js';
import type { RunContext } from './context.js';
import { type DraftCell, narrative, operationCell, partOf, type ReportPart, text, textColumn } from './parts.js';
import { type Recommendation, type RecommendationFacts, recommendationRules } from './recommendation-rules.js';

/**
 * Returns what follows from the facts, the most pressing first; empty where nothing does. Pauses after each rule: one
 * looks at all shard groups.
 */
export function* recommendationsFor(facts: RecommendationFacts): Paused<readonly Recommendation[]> {
  const recommendations: Recommendation[] = [];
  for (const rule of recommendationRules) {
    recommendations.push(...rule(facts));
    yield;
  }
  return recommendations;
}

/** Returns the section; null where nothing follows. */
export function* recommendationsPart(facts: RecommendationFacts | null): Paused<ReportPart | null> {
  const recommendations = facts ? yield* recommendationsFor(facts) : [];
  if (recommendations.length === 0) return null;
  const operations = new Map(
    recommendations.flatMap(({ code, operation }) =>
      operation ? [[JSON.stringify(operation), { code, operation }] as const] : [],
    ),
  );
  return partOf({ id: 'recommendations', title: 'Recommendations', mark: null }, [
    narrative('recommendations-story', [
      'Each recommendation follows from a figure of this report by the rule next to it; where the figures ' +
        'give no reason, there is none.',
    ]),
    recommendationsTable(recommendations),
    ...[...operations.values()].map(({ code, operation }) =>
      operationCell(`recommendations-${code.toLowerCase().replaceAll('_', '-')}`, operation),
    ),
  ]);
}

/** Returns what a run's report knows that recommendations follow from; null where the run kept no state. */
export function runFacts({ first, last, plan, stepOf, run }: RunContext): RecommendationFacts | null {
  const state = last ?? first;
  if (!state) return null;
  const moves = stepOf('SHARD_REBALANCING').facts ?? stepOf('REBALANCE').facts;
  // Where something else moved shards at the same time, the plan says nothing of the state that there is.
  const isPlanned = moves !== null && state === last && moves.predictedFingerprint === moves.reachedFingerprint;
  const probe = run.rebalance?.probe ?? stepOf('SHARD_REBALANCING').facts?.probe;
  const validation = stepOf('VALIDATION').facts;
  const checks = [...(validation?.isolation.checks ?? [])].map(({ status: mark, ...check }) => ({ ...check, mark }));
  const counts = (validation?.integrity ?? []).map(({ title, expected, found, status: mark }) => ({
    code: 'INTEGRITY',
    title,
    mark,
    evidence: `${title}: ${expected} expected, ${found} found`,
    remedy: 'Compare the snapshots of this run with cluster { diff } to see what was lost or added in between',
  }));
  const probes: CheckCell['checks'] =
    probe && probe.failed > 0
      ? [
          {
            code: 'PROBES',
            title: 'Tenants can be queried while shards are moved',
            mark: 'FAIL',
            evidence: `${counted(probe.failed, 'probe')} of ${inFigures(probe.probes)} failed`,
            remedy: 'Rebalance with limits { concurrentMovesPerServer: 1 } and in a quiet period',
          },
        ]
      : [];
  return { state, checks: [...checks, ...counts, ...probes], plan: isPlanned ? plan : null };
}

function recommendationsTable(recommendations: readonly Recommendation[]): DraftCell {
  return {
    kind: 'TABLE',
    id: 'recommendations-table',
    title: 'What to do next',
    basis: null,
    columns: [
      textColumn('action', 'Action'),
      textColumn('figure', 'Figure'),
      textColumn('basis', 'Basis'),
      textColumn('rule', 'Rule'),
    ],
    rows: recommendations.map(({ code, action, figure, basis, rule }) => [
      { ...text(action), value: code },
      text(figure),
      { ...text(basis === 'MEASURED' ? 'Measured' : 'Modelled'), value: basis },
      text(rule),
    ]),
    note: null,
  };
}
