/** How many documents a tenant has: as its scale factor says, and as the kept counters say. */
import { inFigures } from '../../base/wording.js';
import { type AssetKind, assetKinds, documentsPerScale, nameIn } from '../../model/asset.js';
import type { Tenant } from '../../model/tenant.js';
import type { IsolationRule, Ledger, TenantJudge } from './rule.js';

/** Both rules count what is really there, kind by kind; `compare` receives the counts after the last document. */
function counting(compare: (counts: Readonly<Record<AssetKind, number>>) => void): TenantJudge {
  const counts = Object.fromEntries(assetKinds.map((kind) => [kind, 0])) as Record<AssetKind, number>;
  return {
    visit(document) {
      counts[document.kind] += 1;
    },
    finish: () => compare(counts),
  };
}

/** Counts are exact at every scale factor: one document less is one document lost. */
export const expectedCountsRule: IsolationRule = {
  code: 'COUNTS_AS_EXPECTED',
  title: 'Every tenant has as many documents of each kind as its scale factor requires',
  subject: ['collection', 'collections'],
  remedy: 'Remove the tenant and add it again: documents are missing or superfluous',
  judge({ tenant }, ledger) {
    return counting((counts) => compareWithScale(tenant, counts, ledger));
  },
};

/** Totals and forecasts are read from the counters, so they must not drift from what is there. */
export const keptCountersRule: IsolationRule = {
  code: 'COUNTERS_AGREE',
  title: 'The counters of every tenant agree with its documents',
  subject: ['counter', 'counters'],
  remedy: 'Remove the tenant and add it again: its counters are written together with its documents',
  judge({ tenant }, ledger) {
    return counting((counts) => compareWithCounters(tenant, counts, ledger));
  },
};

/** Tells the ledger of each collection in which a tenant has not as many documents as its scale factor demands. */
export function compareWithScale(tenant: Tenant, counts: Readonly<Record<AssetKind, number>>, ledger: Ledger): void {
  for (const kind of assetKinds) {
    ledger.looked += 1;
    const expected = documentsPerScale[kind] * tenant.scaleFactor;
    if (counts[kind] === expected) continue;
    ledger.find(
      `${nameOf(tenant)} has ${inFigures(counts[kind])} documents in ${nameIn(tenant.naming, kind)}, but ` +
        `scale factor ${tenant.scaleFactor} requires ${inFigures(expected)}`,
      null,
    );
  }
}

/** Tells the ledger of each counter of a tenant, and of their sum, that is not what was counted. */
export function compareWithCounters(tenant: Tenant, counts: Readonly<Record<AssetKind, number>>, ledger: Ledger): void {
  for (const kind of assetKinds) {
    ledger.looked += 1;
    const kept = tenant.documentsByKind[kind];
    if (counts[kind] === kept) continue;
    ledger.find(
      `${nameOf(tenant)} has ${inFigures(counts[kind])} documents in ${nameIn(tenant.naming, kind)}, ` +
        `but its counter says ${inFigures(kept)}`,
      null,
    );
  }
  const total = assetKinds.reduce((sum, kind) => sum + counts[kind], 0);
  ledger.looked += 1;
  if (total === tenant.documents) return;
  ledger.find(
    `${nameOf(tenant)} has ${inFigures(total)} documents, but its counter says ${inFigures(tenant.documents)}`,
    null,
  );
}

function nameOf(tenant: Tenant): string {
  return `Tenant ${tenant.key} (${tenant.name})`;
}
