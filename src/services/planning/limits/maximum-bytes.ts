/** A plan copies no more bytes than the user allows. */
import { float } from '../../base/cells.js';
import { inBytes } from '../../base/wording.js';
import { accepted, type Limit, refused } from './limit.js';

export const maximumBytes: Limit = {
  judge({ kind, group }, state) {
    const most = state.problem.limits.maxBytesMoved;
    if (most === null || kind === 'LEADERSHIP_TRANSFER') return accepted;
    const bytes = float(state.problem.groupBytes, group);
    if (state.tally.bytes + bytes <= Number(most)) return accepted;
    return refused(
      'MAX_BYTES_MOVED',
      () =>
        `The plan may copy ${inBytes(most)}, has used ${inBytes(state.tally.bytes)} and would need ${inBytes(bytes)} more`,
    );
  },
};
