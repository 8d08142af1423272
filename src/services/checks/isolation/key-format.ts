/** Keys have the form that a SmartGraph needs: `<tenant>:<rest>` for vertices, `<tenant>:<rest>:<tenant>` for edges. */
import { isEdgeKind } from '../../model/asset.js';
import type { ScannedDocument } from '../../store/port.js';
import type { IsolationRule } from './rule.js';
import { idOf } from './spelling.js';

/** A colon in `<rest>` would make a vertex key look like an edge key. */
const rest = /^[^:]+$/;

/** Versions of a device or software end in their number, e.g. `device1-0`. */
const versionedRest = /^[^:]+-\d+$/;

/** Source of the form: ArangoDB's SmartGraph pages, "Smart vertices and edges". */
export const keyFormatRule: IsolationRule = {
  code: 'KEY_FORMAT',
  title: 'Every _key is <tenant>:<rest> for vertices and <tenant>:<rest>:<tenant> for edges',
  subject: ['document', 'documents'],
  remedy: 'Remove the tenant and add it again: the _key of a document cannot be changed',
  judge({ tenant, spelling }, ledger) {
    return {
      visit(document) {
        ledger.looked += 1;
        if (hasRightKey(document, tenant.key)) return;
        const id = idOf(document, spelling);
        const form = isEdgeKind(document.kind) ? `${tenant.key}:<rest>:${tenant.key}` : `${tenant.key}:<rest>`;
        const number = isVersioned(document) ? ', <rest> ending in a version number' : '';
        ledger.find(`The _key of ${id} must have the form ${form}${number}`, id);
      },
    };
  },
};

function hasRightKey(document: ScannedDocument, tenantKey: string): boolean {
  const key = document.fields._key;
  if (typeof key !== 'string' || !key.startsWith(`${tenantKey}:`)) return false;
  const after = key.slice(tenantKey.length + 1);
  if (!isEdgeKind(document.kind)) return (isVersioned(document) ? versionedRest : rest).test(after);
  const suffix = `:${tenantKey}`;
  return after.endsWith(suffix) && rest.test(after.slice(0, -suffix.length));
}

function isVersioned({ kind }: ScannedDocument): boolean {
  return kind === 'Device' || kind === 'Software';
}
