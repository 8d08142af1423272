/** The shard group of a pinned tenant stays exactly where it is. */
import { at } from '../../base/cells.js';
import { counted } from '../../base/wording.js';
import { groupIdOf, type Limit } from './limit.js';
import { type LimitSetting, namesOf } from './setting.js';

declare module '../../model/plan.js' {
  interface PlanLimits {
    /** By tenant key. */
    readonly pinnedTenants: readonly string[];
  }
}

const setting: LimitSetting<'pinnedTenants'> = {
  ...namesOf('TENANTS'),
  name: 'pinnedTenants',
  defaultValue: [],
  description: 'Global ids of tenants whose shard group must not move; none when omitted.',
  title: 'Tenants that stay',
  inWords: ({ pinnedTenants }) => counted(pinnedTenants.length, 'tenant'),
};

export const pinnedTenants: Limit = {
  code: 'PINNED_TENANTS',
  setting,
  judge({ group }, state) {
    if (at(state.problem.pins, group) !== 'TENANT') return null;
    return () => `${groupIdOf(state, group)} holds a pinned tenant and stays`;
  },
  remedy: () => 'Take its tenants out of limits.pinnedTenants, or keep the server',
};
