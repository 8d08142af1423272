/** The rules of the isolation check, in the order of the report: a new one is one new entry here. */
import { expectedCountsRule, keptCountersRule } from './counts.js';
import { connectionsRule, installationsRule, oneLocationRule, softwareInUseRule } from './device-links.js';
import { edgeTypesRule, noDanglingEdgeRule, ownEdgesRule } from './edge-ends.js';
import { keyFormatRule } from './key-format.js';
import { oneShardGroupRule } from './placement.js';
import type { IsolationRule } from './rule.js';
import { partitionAttributeRule, tenantIdRule } from './tenant-marks.js';
import { intervalsRule, versionsRule } from './version-intervals.js';

/** What separates tenants first, then what keeps each one whole. */
export const isolationRules: readonly IsolationRule[] = [
  tenantIdRule,
  partitionAttributeRule,
  keyFormatRule,
  ownEdgesRule,
  noDanglingEdgeRule,
  oneShardGroupRule,
  edgeTypesRule,
  oneLocationRule,
  connectionsRule,
  installationsRule,
  softwareInUseRule,
  intervalsRule,
  versionsRule,
  expectedCountsRule,
  keptCountersRule,
];
