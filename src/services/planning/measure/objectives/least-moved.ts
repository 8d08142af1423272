/** Few bytes are copied: a move has to gain more than its copy costs. */
import type { PriceObjective } from './objective.js';

declare module '../../../model/plan.js' {
  interface ObjectiveCodes {
    readonly LEAST_MOVED: true;
  }
}

export const leastMoved: PriceObjective = {
  kind: 'PRICE',
  code: 'LEAST_MOVED',
  weighs: 'copying little: 10 makes every copied byte ten times as expensive',
  defaultWeight: 1,
  // Two servers have to differ by about half a percent before a copy between them pays.
  ofCopies: 0.01,
};
