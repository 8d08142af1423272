/** Every document says whose it is: the smartGraphAttribute, and the partition attribute of its tenant. */
import { tenantAttribute } from '../../model/asset.js';
import type { IsolationRule } from './rule.js';
import { idOf } from './spelling.js';

/** The tenant attribute is present, a string, the tenant's key, and the same as the prefix of `_key`. */
export const tenantIdRule: IsolationRule = {
  code: 'TENANT_ID_MATCHES_KEY',
  title: 'Every document carries the key of its tenant as tenantId, equal to the prefix of its _key',
  subject: ['document', 'documents'],
  remedy: 'Remove the tenant and add it again: the smartGraphAttribute of a document cannot be changed',
  judge({ tenant, spelling }, ledger) {
    return {
      visit(document) {
        ledger.looked += 1;
        const value = document.fields[spelling.tenantId];
        const id = idOf(document, spelling);
        const key = document.fields._key;
        if (value === undefined) ledger.find(`${id} has no ${spelling.tenantId}`, id);
        else if (typeof value !== 'string') {
          ledger.find(
            `${spelling.tenantId} of ${id} is ${value === null ? 'null' : `a ${typeof value}`}, not a string`,
            id,
          );
        } else if (typeof key !== 'string' || !key.startsWith(`${value}:`)) {
          ledger.find(`${spelling.tenantId} of ${id} is "${value}", which is not the prefix of its _key`, id);
        } else if (value !== tenant.key) {
          ledger.find(`${id} belongs to tenant ${value} but is stored among the documents of ${tenant.key}`, id);
        }
      },
    };
  },
};

/** There is one `tenant_*_attr`, and it is the tenant's own. */
export const partitionAttributeRule: IsolationRule = {
  code: 'ONE_PARTITION_ATTRIBUTE',
  title: 'Every document carries exactly one tenant_*_attr, with the name and the value of its tenant',
  subject: ['document', 'documents'],
  remedy: 'Remove the tenant and add it again, so that its documents carry only its own partition attribute',
  judge({ tenant, spelling }, ledger) {
    const expected = tenantAttribute(tenant.key);
    return {
      visit(document) {
        ledger.looked += 1;
        const found = Object.keys(document.fields).filter(isPartitionAttribute);
        const id = idOf(document, spelling);
        const [name] = found;
        if (found.length !== 1) {
          ledger.find(`${id} has ${found.length} tenant_*_attr${listed(found)}, but must have exactly one`, id);
        } else if (name !== expected) {
          ledger.find(`${id} has ${name}, but must have ${expected}`, id);
        } else if (document.fields[expected] !== tenant.key) {
          ledger.find(`${expected} of ${id} is ${shown(document.fields[expected])}, but must be "${tenant.key}"`, id);
        }
      },
    };
  },
};

function isPartitionAttribute(name: string): boolean {
  return name.startsWith('tenant_') && name.endsWith('_attr');
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? '' : ` (${names.slice(0, 5).join(', ')})`;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : typeof value;
}
