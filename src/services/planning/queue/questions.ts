/** What the planner is asked, and its answers: the same on whatever thread that happens. */
import { counted } from '../../base/wording.js';
import type { PlacementForecast, ScalingAdvice } from '../../model/advice.js';
import type { NewServers } from '../../model/plan.js';
import type { ClusterTopology } from '../../model/topology.js';
import { adviseScaling } from '../answers/advice.js';
import { attemptsFor, budgetOfAttempts, type MadeAttempt } from '../answers/comparison.js';
import { forecastPlacement, type ForecastRequest } from '../answers/forecast.js';
import { type GivenMoves, type MadePlan, makePlan, makePlanOfMoves, type PlanOfMoves } from '../answers/plan.js';
import { completeOptions, defaultPlanOptions, type PlanRequest } from '../question/options.js';
import type { PlanningObserver } from '../search/observer.js';

/** The kinds of question, with what each of them tells of the wish. */
interface Requests {
  readonly PLAN: PlanRequest;
  readonly MOVES: GivenMoves;
  readonly COMPARISON: PlanRequest;
  readonly ADVICE: Partial<NewServers>;
  readonly FORECAST: ForecastRequest;
}

/** What each kind of question is answered with. */
export interface PlanningAnswers {
  readonly PLAN: MadePlan;
  readonly MOVES: PlanOfMoves;
  readonly COMPARISON: readonly MadeAttempt[];
  readonly ADVICE: ScalingAdvice;
  readonly FORECAST: PlacementForecast;
}

export type QuestionKind = keyof Requests;

/** A question about a topology: plain values, which can be sent to another thread. */
export interface PlanningQuestion<Kind extends QuestionKind = QuestionKind> {
  readonly kind: Kind;
  readonly request: Requests[Kind];
  /** The planner's: advice has its own. */
  readonly seed: number;
}

interface Answering<Request, Answer> {
  readonly answer: (topology: ClusterTopology, request: Request, seed: number, observe: PlanningObserver) => Answer;
  readonly budgetOf: (request: Request) => number;
  readonly sentenceOf: (request: Request) => string;
}

const answering: { readonly [Kind in QuestionKind]: Answering<Requests[Kind], PlanningAnswers[Kind]> } = {
  PLAN: {
    answer: makePlan,
    budgetOf: (request) => completeOptions(request).budget,
    sentenceOf: (request) => `A plan ${wishIn(request)}`,
  },
  MOVES: {
    answer: makePlanOfMoves,
    // Nothing is searched: the moves are known.
    budgetOf: () => 0,
    sentenceOf: ({ moves }) => `A plan of ${counted(moves.length, 'move')} that undoes a run`,
  },
  COMPARISON: {
    answer: attemptsFor,
    budgetOf: budgetOfAttempts,
    sentenceOf: (request) => `Four plans side by side ${wishIn(request)}`,
  },
  ADVICE: {
    answer: (topology, request, _seed, observe) => adviseScaling(topology, request, observe),
    // One plan for the servers there are, and one with more.
    budgetOf: () => 2 * defaultPlanOptions().budget,
    sentenceOf: ({ count }) => `What ${count == null ? 'more servers' : counted(count, 'more server')} would do`,
  },
  FORECAST: {
    answer: (topology, request) => forecastPlacement(topology, request),
    // Nothing is searched: the groups where the tenant may land are told one by one.
    budgetOf: () => 0,
    sentenceOf: () => 'Where a new tenant would land',
  },
};

/** Returns the answer; takes as long as planning takes. Throws what `makePlan`, `makePlanOfMoves`, `attemptsFor`, `adviseScaling` and `forecastPlacement` throw. */
export function answerTo<Kind extends QuestionKind>(
  { kind, request, seed }: PlanningQuestion<Kind>,
  topology: ClusterTopology,
  observe: PlanningObserver,
): PlanningAnswers[Kind] {
  return answering[kind].answer(topology, request, seed, observe);
}

/** Returns the most candidates that the answer may take. Throws InvalidInputError for options that nothing can have. */
export function budgetOf<Kind extends QuestionKind>({ kind, request }: PlanningQuestion<Kind>): number {
  return answering[kind].budgetOf(request);
}

/** Returns the question in one sentence. */
export function sentenceOf<Kind extends QuestionKind>({ kind, request }: PlanningQuestion<Kind>): string {
  return answering[kind].sentenceOf(request);
}

function wishIn({ addServers, removeServers, replaceServers, numberOfShards, growth }: PlanRequest): string {
  const tenants = (growth?.tenants ?? []).reduce((sum, { count }) => sum + (count ?? 1), 0);
  const parts = [
    addServers?.count ? `with ${counted(addServers.count, 'more server')}` : null,
    removeServers?.length ? `without ${removeServers.join(', ')}` : null,
    replaceServers?.length ? `with successors of ${replaceServers.map(({ serverId }) => serverId).join(', ')}` : null,
    numberOfShards == null ? null : `with ${counted(numberOfShards, 'shard group')} in each SmartGraph`,
    tenants > 0 ? `with ${counted(tenants, 'more tenant')}` : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(', ') : 'for the servers there are';
}
