/** How many moves one server takes part in at the same time. The schedule keeps it: it decides when, not whether. */
import { inFigures } from '../../base/wording.js';
import { counts, type LimitSetting } from './setting.js';

declare module '../../model/plan.js' {
  interface PlanLimits {
    /** Moves that one server may take part in at the same time, as source or target. */
    readonly concurrentMovesPerServer: number;
  }
}

export const concurrentMoves: LimitSetting<'concurrentMovesPerServer'> = {
  ...counts(1, 100),
  name: 'concurrentMovesPerServer',
  defaultValue: 2,
  description: 'Maximum number of moves that one DB-Server takes part in at the same time, 1 to 100; 2 when omitted.',
  title: 'Moves at once per DB-Server',
  inWords: ({ concurrentMovesPerServer }) => inFigures(concurrentMovesPerServer),
};
