/** How long a demo waits so that people can follow, and how often it says how far it is. */
import type { DemoPace } from '../model/run.js';

/** Milliseconds to wait before a step and between two units of work: read aloud, a step's heading takes about 3 s. */
export const pauses: Readonly<Record<DemoPace, { readonly stepMs: number; readonly unitMs: number }>> = {
  INSTANT: { stepMs: 0, unitMs: 0 },
  NORMAL: { stepMs: 1000, unitMs: 400 },
  PRESENTER: { stepMs: 6000, unitMs: 2500 },
};

/** A step tells of its progress at most about so often, however many units it has: logs stay short. */
const tellingsPerStep = 50;

/** Returns whether progress from `told` to `done` is worth an event. */
export function isWorthTelling(told: number, done: number, total: number): boolean {
  return done >= total ? told < total : done - told >= total / tellingsPerStep;
}

/** Returns the seconds left if the rest goes at the pace so far; null before anything is done. */
export function secondsLeft(done: number, total: number, elapsedMs: number): number | null {
  if (done <= 0) return null;
  return Math.round((elapsedMs / done) * (total - done)) / 1000;
}
