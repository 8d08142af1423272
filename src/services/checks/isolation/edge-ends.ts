/** Every edge stays within its tenant, ends at vertices that exist, and says of what type they are. */
import { isEdgeKind } from '../../model/asset.js';
import { edgeEnds } from '../../model/smart-graph.js';
import type { ScannedDocument } from '../../store/port.js';
import type { IsolationRule } from './rule.js';
import { idOf, parseEnd, textOf } from './spelling.js';

const ends = ['_from', '_to'] as const;

/** A disjoint SmartGraph refuses such edges; data that came another way is looked at here. */
export const ownEdgesRule: IsolationRule = {
  code: 'NO_EDGE_BETWEEN_TENANTS',
  title: 'Both ends of every edge belong to the tenant of the edge',
  subject: ['edge', 'edges'],
  remedy: 'Remove the edge: it lets one tenant reach the data of another',
  judge({ tenant, spelling }, ledger) {
    return {
      visit(document) {
        if (!isEdgeKind(document.kind)) return;
        ledger.looked += 1;
        for (const end of ends) {
          const owner = tenantOfEnd(document.fields[end]);
          // An end that cannot be read is dangling: the next rule tells of it.
          if (owner === null || owner === tenant.key) continue;
          const id = idOf(document, spelling);
          ledger.find(`${end} of ${id} is ${textOf(document, end)}, a vertex of tenant ${owner}`, id);
        }
      },
    };
  },
};

/** A wrong or unknown collection in `_from` or `_to` leads nowhere either. */
export const noDanglingEdgeRule: IsolationRule = {
  code: 'NO_DANGLING_EDGE',
  title: 'Both ends of every edge exist',
  subject: ['edge', 'edges'],
  remedy: 'Remove the edge, or add the tenant again so that its vertices are complete',
  judge({ spelling }, ledger) {
    return {
      visit(document, evidence) {
        if (!isEdgeKind(document.kind)) return;
        ledger.looked += 1;
        for (const end of ends) {
          const ref = parseEnd(document.fields[end], spelling);
          if (ref && evidence.vertex(ref)) continue;
          const id = idOf(document, spelling);
          const value = document.fields[end];
          if (ref) ledger.find(`${end} of ${id} is ${textOf(document, end)}, which does not exist`, id);
          else if (typeof value === 'string')
            ledger.find(`${end} of ${id} is ${value}, which contains no collection name`, id);
          else ledger.find(`${id} has no ${end}`, id);
        }
      },
    };
  },
};

/** The type names are what the vertex-centric indexes are over: a wrong one hides the edge from traversals. */
export const edgeTypesRule: IsolationRule = {
  code: 'EDGE_TYPES_AGREE',
  title: 'Every edge connects kinds that belong together, and _fromType and _toType name them',
  subject: ['edge', 'edges'],
  remedy: 'Remove the tenant and add it again, so that its edges name the types of their ends',
  judge({ spelling }, ledger) {
    return {
      visit(document) {
        if (!isEdgeKind(document.kind)) return;
        ledger.looked += 1;
        const from = parseEnd(document.fields._from, spelling);
        const to = parseEnd(document.fields._to, spelling);
        if (!from || !to) return;
        const id = idOf(document, spelling);
        const pair = `${spelling.collectionOf[from.kind]} to ${spelling.collectionOf[to.kind]}`;
        const collection = spelling.collectionOf[document.kind];
        if (!edgeEnds[document.kind]?.some(([a, b]) => a === from.kind && b === to.kind)) {
          ledger.find(`${id} leads from ${pair}, which ${collection} never does`, id);
        } else if (document.kind === 'hasVersion' && !tiesVersionToItsProxy(from.key, to.key)) {
          ledger.find(`${id} connects ${from.key} to ${to.key}, which is not a version of it`, id);
        }
        for (const [property, ref] of [
          [spelling.fromType, from],
          [spelling.toType, to],
        ] as const) {
          const expected = spelling.collectionOf[ref.kind];
          if (document.fields[property] === expected) continue;
          ledger.find(`${property} of ${id} is ${shown(document, property)}, but must be ${expected}`, id);
        }
      },
    };
  },
};

/** The tenant in `<collection>/<tenant>:<rest>`; null when the value has no such form. */
function tenantOfEnd(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const key = value.slice(value.indexOf('/') + 1);
  const colon = key.indexOf(':');
  return colon > 0 ? key.slice(0, colon) : null;
}

/** A version is `<proxy>-<number>`; either end may be the proxy. */
function tiesVersionToItsProxy(from: string, to: string): boolean {
  const [proxy, version] = from.length < to.length ? [from, to] : [to, from];
  return version.startsWith(`${proxy}-`) && /^\d+$/.test(version.slice(proxy.length + 1));
}

function shown(document: ScannedDocument, property: string): string {
  const value = document.fields[property];
  return typeof value === 'string' ? `"${value}"` : value === undefined ? 'missing' : 'no text';
}
