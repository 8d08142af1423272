/**
 * Leads the documents of a scan past the rules, tenant by tenant. A tenant counts only when it was ACTIVE before its
 * first and after its last document, so that one that is being added or removed at the same time proves nothing wrong.
 */
import { at } from '../../base/cells.js';
import { counted, inFigures } from '../../base/wording.js';
import { isEdgeKind, type NamingConvention, namingOf } from '../../model/asset.js';
import type { Tenant } from '../../model/tenant.js';
import { type ClusterTopology, groupSize } from '../../model/topology.js';
import type { ScannedDocument, Store } from '../../store/port.js';
import { type Evidence, readEvidence } from './evidence.js';
import { oneShardGroupRule } from './placement.js';
import { Ledger, type TenantJudge, type TenantUnderCheck } from './rule.js';
import { isolationRules } from './rules.js';
import { idOf, spellingOf } from './spelling.js';

/** Code of the one finding that is about no tenant's rule: documents that nobody owns. */
export const knownTenantCode = 'KNOWN_TENANT';

/** The part of the store that the check reads. */
export type InspectedStore = Pick<
  Store,
  'tenantsByKey' | 'responsibleGroups' | 'documentsByRef' | 'edges' | 'scanDocuments'
>;

/** A tenant whose documents are passing: what its rules have found counts once the tenant is confirmed. */
interface OpenTenant {
  readonly key: string;
  /** null: there is no such tenant. */
  readonly tenant: Tenant | null;
  /** null: the tenant is not ACTIVE, so no rule judges it. */
  readonly checked: TenantUnderCheck | null;
  readonly ledgers: readonly Ledger[];
  readonly judges: readonly TenantJudge[];
  readonly strays: Ledger;
  documents: number;
  edges: number;
  /** Documents whose shard group the store did not tell. */
  unplaced: number;
}

/** The totals of a check. */
export class Inspection {
  /** One ledger per rule, in the order of the rules. */
  readonly ledgers = isolationRules.map(({ code }) => new Ledger(code));
  /** Documents of tenants that do not exist. */
  readonly strays = new Ledger(knownTenantCode);
  /** Keys of the tenants that were judged. */
  readonly judged = new Set<string>();
  documentsChecked = 0;
  edgesChecked = 0;
  /** Documents of judged tenants whose shard group the store did not tell, by the group that is responsible for them. */
  readonly unplaced = new Map<string, number>();
  /** Documents of tenants that were being added or removed; they are in no other figure. */
  documentsLeftOut = 0;

  private open: OpenTenant | null = null;

  constructor(private readonly store: InspectedStore) {}

  /** Takes the next documents of a scan. Costs a number of store calls that does not depend on their content. */
  async visit(documents: readonly ScannedDocument[]): Promise<void> {
    const newKeys = [...new Set(documents.map(({ tenantKey }) => tenantKey))].filter((key) => key !== this.open?.key);
    const opened = new Map((await this.openTenants(newKeys)).map((entry) => [entry.key, entry]));
    if (this.open) opened.set(this.open.key, this.open);
    const evidence = await readEvidence(
      this.store,
      documents,
      ({ tenantKey }) => opened.get(tenantKey)?.checked?.spelling ?? null,
    );
    const passed: OpenTenant[] = [];
    for (const document of documents) {
      const entry = opened.get(document.tenantKey);
      if (!entry) continue;
      if (this.open && this.open !== entry) passed.push(this.open);
      this.open = entry;
      pass(entry, document, evidence);
    }
    await this.close(passed);
  }

  /** Ends a scan. `tenantKey`: the one tenant that was scanned, which may have no document at all; null: all. */
  async endScan(tenantKey: string | null): Promise<void> {
    const last = this.open;
    this.open = null;
    if (last) await this.close([last]);
    else if (tenantKey !== null) await this.close(await this.openTenants([tenantKey]));
  }

  private async openTenants(keys: readonly string[]): Promise<OpenTenant[]> {
    if (keys.length === 0) return [];
    const tenants = await this.store.tenantsByKey(keys);
    const known = tenants.filter((tenant) => tenant !== null);
    const groups = new Map([
      ...(await this.responsibleGroups('camelCase', known)),
      ...(await this.responsibleGroups('snake_case', known)),
    ]);
    return keys.map((key, index) => openTenant(key, at(tenants, index), groups.get(key) ?? ''));
  }

  private async responsibleGroups(naming: NamingConvention, tenants: readonly Tenant[]): Promise<[string, string][]> {
    const keys = tenants.filter((tenant) => tenant.naming === naming).map(({ key }) => key);
    if (keys.length === 0) return [];
    const groupIds = await this.store.responsibleGroups(naming, keys);
    return keys.map((key, index) => [key, at(groupIds, index)]);
  }

  /** Adds what was found in these tenants, if they still are what they were. */
  private async close(entries: readonly OpenTenant[]): Promise<void> {
    if (entries.length === 0) return;
    for (const { judges } of entries) for (const judge of judges) judge.finish?.();
    const now = await this.store.tenantsByKey(entries.map(({ key }) => key));
    for (const [index, entry] of entries.entries()) {
      const tenant = at(now, index);
      const counts = entry.tenant === null ? await this.areStrays(entry, tenant) : isSame(entry.tenant, tenant);
      if (counts) this.count(entry);
      else this.documentsLeftOut += entry.documents;
    }
  }

  /** A tenant that was removed between the page and the question for it has no document left. */
  private async areStrays({ key }: OpenTenant, now: Tenant | null): Promise<boolean> {
    if (now !== null) return false;
    return (await this.store.scanDocuments({ tenantKey: key, after: null, limit: 1 })).documents.length > 0;
  }

  private count({ key, tenant, ledgers, strays, documents, edges, unplaced }: OpenTenant): void {
    for (const [index, ledger] of ledgers.entries()) at(this.ledgers, index).add(ledger);
    this.strays.add(strays);
    this.documentsChecked += documents;
    this.edgesChecked += edges;
    if (!tenant) return;
    this.judged.add(key);
    if (unplaced > 0) this.unplaced.set(tenant.groupId, (this.unplaced.get(tenant.groupId) ?? 0) + unplaced);
  }

  /**
   * Compares what the shards hold with what their tenants have: a document in another shard group makes two groups
   * differ. To be called with the state after a scan of everything, and only while nobody adds or removes tenants.
   */
  comparePlacement({ groups }: ClusterTopology): void {
    const ledger = at(this.ledgers, isolationRules.indexOf(oneShardGroupRule));
    const graphs = new Set([...this.unplaced.keys()].map((groupId) => groupId.slice(0, groupId.lastIndexOf('/'))));
    for (const group of groups) {
      if (!graphs.has(group.graph)) continue;
      const expected = this.unplaced.get(group.groupId) ?? 0;
      const { documents } = groupSize(group);
      ledger.looked += documents;
      if (documents === expected) continue;
      const held = `Shard group ${group.groupId} holds ${counted(documents, 'document')}`;
      ledger.find(`${held}, but the tenants that belong there have ${inFigures(expected)}`, null);
    }
  }
}

function openTenant(key: string, tenant: Tenant | null, responsibleGroupId: string): OpenTenant {
  const ledgers = isolationRules.map(({ code }) => new Ledger(code, key));
  const strays = new Ledger(knownTenantCode, key);
  const entry = { key, tenant, ledgers, strays, documents: 0, edges: 0, unplaced: 0 };
  if (tenant?.status !== 'ACTIVE') return { ...entry, checked: null, judges: [] };
  const checked: TenantUnderCheck = { tenant, spelling: spellingOf(tenant.naming), responsibleGroupId };
  const judges = isolationRules.map((rule, index) => rule.judge(checked, at(ledgers, index)));
  return { ...entry, checked, judges };
}

function pass(entry: OpenTenant, document: ScannedDocument, evidence: Evidence): void {
  entry.documents += 1;
  if (isEdgeKind(document.kind)) entry.edges += 1;
  if (document.groupId === null) entry.unplaced += 1;
  for (const judge of entry.judges) judge.visit(document, evidence);
  entry.strays.looked += 1;
  if (entry.tenant !== null) return;
  const id = idOf(document, spellingOf(namingOf(document)));
  entry.strays.find(`${id} belongs to tenant ${entry.key}, which does not exist`, id);
}

/** The same tenant, ACTIVE before and after: what was read in between was all of it and nothing else. */
function isSame(before: Tenant, now: Tenant | null): boolean {
  return before.status === 'ACTIVE' && now?.status === 'ACTIVE' && now.createdAt === before.createdAt;
}
