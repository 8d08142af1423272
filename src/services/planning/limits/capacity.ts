/** No server holds more than its capacity, not even while a second copy is made: source and target both have one then. */
import { float } from '../../base/cells.js';
import { inBytes } from '../../base/wording.js';
import { accepted, groupIdOf, type Limit, nameOf, refused } from './limit.js';

export const capacity: Limit = {
  judge({ kind, group, to }, state) {
    if (kind === 'LEADERSHIP_TRANSFER') return accepted;
    const room = float(state.problem.capacity, to) - float(state.used, to);
    const bytes = float(state.problem.groupBytes, group);
    // An empty group takes no room, so it may even go where nothing else fits.
    if (bytes <= room || bytes === 0) return accepted;
    return refused(
      'CAPACITY',
      () =>
        `${nameOf(state, to)} has room for ${inBytes(Math.max(0, room))}, and ${groupIdOf(state, group)} has ${inBytes(bytes)}`,
    );
  },
};
