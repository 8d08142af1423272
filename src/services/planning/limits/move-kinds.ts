/** Only the kinds of move that the user allows are made. */
import type { Limit } from './limit.js';
import { type LimitSetting, moveKindLists, moveKindOrder } from './setting.js';

declare module '../../model/plan.js' {
  interface PlanLimits {
    readonly allowedKinds: readonly MoveKind[];
  }
}

const setting: LimitSetting<'allowedKinds'> = {
  ...moveKindLists,
  name: 'allowedKinds',
  defaultValue: moveKindOrder,
  description: 'The kinds of move that are allowed; all kinds when omitted.',
  title: 'Kinds of move',
  inWords: ({ allowedKinds }) => allowedKinds.join(', '),
};

export const moveKinds: Limit = {
  code: 'MOVE_KINDS',
  setting,
  judge({ kind }, { problem }) {
    if (problem.limits.allowedKinds.includes(kind)) return null;
    return () => `Moves of kind ${kind} are not allowed by the plan's limits`;
  },
  remedy: () => 'Allow more kinds of move in limits.allowedKinds',
};
