/** A plan copies no more bytes than the user allows. */
import { float } from '../../base/cells.js';
import { inBytes } from '../../base/wording.js';
import type { Limit } from './limit.js';
import { bytesOrAny, type LimitSetting } from './setting.js';

declare module '../../model/plan.js' {
  interface PlanLimits {
    /** null: no cap. */
    readonly maxBytesMoved: bigint | null;
  }
}

const setting: LimitSetting<'maxBytesMoved'> = {
  ...bytesOrAny,
  name: 'maxBytesMoved',
  defaultValue: null,
  description: 'Maximum number of bytes that the plan copies; unlimited when omitted.',
  title: 'At most so many bytes copied',
  inWords: ({ maxBytesMoved }) => (maxBytesMoved === null ? 'any' : inBytes(maxBytesMoved)),
};

export const maximumBytes: Limit = {
  code: 'MAX_BYTES_MOVED',
  setting,
  judge({ kind, group }, { problem, tally }) {
    const max = problem.limits.maxBytesMoved;
    if (max === null || kind === 'LEADERSHIP_TRANSFER') return null;
    const bytes = float(problem.groupBytes, group);
    if (tally.bytes + bytes <= Number(max)) return null;
    return () =>
      `The plan may copy ${inBytes(max)}, has used ${inBytes(tally.bytes)} and would need ${inBytes(bytes)} more`;
  },
  remedy: () => 'Raise limits.maximumNumberOfMoves or limits.maxBytesMoved',
};
