/** The shard groups of a pinned collection, and with them those of everything coupled to it, stay exactly where they are. */
import { at } from '../../base/cells.js';
import { groupIdOf, type Limit } from './limit.js';
import { type LimitSetting, namesInWords, namesOf } from './setting.js';

declare module '../../model/plan.js' {
  interface PlanLimits {
    /** By name. */
    readonly pinnedCollections: readonly string[];
  }
}

const setting: LimitSetting<'pinnedCollections'> = {
  ...namesOf('COLLECTIONS'),
  name: 'pinnedCollections',
  defaultValue: [],
  description:
    'Names or global ids of collections whose shard groups, and those of coupled collections, must not move; none when omitted.',
  title: 'Collections that stay',
  inWords: ({ pinnedCollections }) => namesInWords(pinnedCollections),
};

export const pinnedCollections: Limit = {
  code: 'PINNED_COLLECTIONS',
  setting,
  judge({ group }, state) {
    if (at(state.problem.pins, group) !== 'COLLECTION') return null;
    return () => `${groupIdOf(state, group)} is of a pinned collection and stays`;
  },
  remedy: () => 'Take its collections out of limits.pinnedCollections, or keep the server',
};
