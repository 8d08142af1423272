/** Where a tenant's documents lie: all in one shard group, the one that its key's hash gives. */
import type { IsolationRule } from './rule.js';
import { idOf } from './spelling.js';

/** A document elsewhere is out of reach of every query that asks the tenant's shard group only. */
export const oneShardGroupRule: IsolationRule = {
  code: 'ONE_SHARD_GROUP',
  title: 'All documents of a tenant are in the shard group responsible for its key',
  subject: ['document', 'documents'],
  remedy: 'Remove the tenant and add it again, so that its documents are placed correctly',
  judge({ tenant, spelling, responsibleGroupId }, ledger) {
    return {
      visit(document) {
        // What no store can tell of single documents is compared shard by shard, see `inspection.ts`.
        if (document.groupId === null) return;
        ledger.looked += 1;
        if (document.groupId === responsibleGroupId) return;
        const id = idOf(document, spelling);
        ledger.find(`${id} is in shard group ${document.groupId}, but belongs in ${responsibleGroupId}`, id);
      },
      finish() {
        if (tenant.groupId === responsibleGroupId) return;
        ledger.find(
          `Tenant ${tenant.key} is listed in shard group ${tenant.groupId}, but its key belongs in ${responsibleGroupId}`,
          null,
        );
      },
    };
  },
};
