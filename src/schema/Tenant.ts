/** A tenant: its partition, its documents and its neighbours, as of the state of the cluster through which it was reached. */
import { type MaybePromise, whenThere } from '../services/base/maybe-promise.js';
import { UnknownTenantError } from '../services/errors/errors.js';
import { assetKinds, documentsPerScale, nameIn, tenantAttribute } from '../services/model/asset.js';
import type { Tenant as TenantRecord } from '../services/model/tenant.js';
import type { TopologyGroup, TopologyTenant } from '../services/model/topology.js';
import type { Page } from '../services/store/port.js';
import { builder } from './builder.js';
import type { ClusterView, GroupPart } from './cluster-view.js';
import type { Context } from './context.js';
import { Device, DeviceConnection, DeviceFilter } from './Device.js';
import { enumOf } from './enum.js';
import { exposed, exposedOf, show } from './exposed.js';
import { decodeId, liveSource, parsePartId, partId } from './global-id.js';
import { Location, LocationConnection } from './Location.js';
import { type ConnectionShape, connectionTo, pageComplexity, pageRequest, toConnection } from './paging.js';
import { existing } from './parts.js';
import { ShardGroup } from './ShardGroup.js';
import { Software, SoftwareConnection, SoftwareFilter } from './Software.js';

/** A tenant as of a state of the cluster. */
export interface TenantShape {
  /** null: the live cluster, which is read when it is needed. */
  readonly view: ClusterView | null;
  readonly facts: TopologyTenant;
  /** What the store knows beyond the facts; null until it is loaded. */
  readonly record: TenantRecord | null;
}

/** Naming convention of a tenant's documents. */
export const NamingConvention = builder.enumType('NamingConvention', {
  description: "Naming convention for the collections and properties of a tenant's documents.",
  values: {
    CAMEL_CASE: { value: 'camelCase', description: 'For example DeviceProxyIn and ipAddress.' },
    SNAKE_CASE: { value: 'snake_case', description: 'For example device_proxy_in and ip_address.' },
  } as const,
});

const TenantStatus = enumOf('TenantStatus', 'State of a tenant in its life cycle.', {
  CREATING: 'The documents of the tenant are being written.',
  ACTIVE: 'The tenant is complete and in use.',
  REMOVING: 'The documents of the tenant are being removed.',
  PLANNED: 'The tenant exists in a plan only.',
  REMOVED: 'The tenant existed in this stored state of the cluster and has been removed since.',
});

const TenantPartition = builder.objectRef<TenantShape>('TenantPartition').implement({
  description: 'What keeps the documents of a tenant together and separate from all others.',
  fields: (t) => ({
    graphName: t.string({
      description: 'Name of the disjoint SmartGraph that holds the documents.',
      resolve: async (tenant, _args, context) => (await groupOf(tenant, context)).group.graph,
    }),
    smartGraphAttribute: t.string({
      nullable: true,
      description:
        'The attribute whose value determines the shard of a document; null when the collections are not ' +
        'sharded by one.',
      resolve: async (tenant, _args, context) => {
        const { view, group } = await groupOf(tenant, context);
        return view.topology.collections.find(({ graph }) => graph === group.graph)?.smartGraphAttribute ?? null;
      },
    }),
    value: t.string({
      description: "The tenant's value of that attribute, which is its key.",
      resolve: ({ facts }) => facts.key,
    }),
    attribute: t.string({
      description: 'Name of the attribute that only the documents of this tenant have: tenant_<key>_attr.',
      resolve: ({ facts }) => tenantAttribute(facts.key),
    }),
  }),
});

const CollectionCount = builder.objectRef<{ collection: string; documents: number }>('CollectionCount').implement({
  description: 'Number of documents of a tenant in one collection.',
  fields: exposed(() => ({
    collection: show('String', 'Name of the collection in the database.'),
    documents: show('BigInt', 'Number of documents of the tenant; one copy.'),
  })),
});

/** A tenant. */
export const Tenant = builder.objectRef<TenantShape>('Tenant');

/** A page of tenants. */
export const TenantConnection = connectionTo(Tenant, 'One page of tenants with its place in the list.');

builder.node(Tenant, {
  description: 'A customer whose documents are kept together and separate from all others.',
  id: {
    description: 'Opaque global id; within a planned or stored cluster it identifies the tenant in that state.',
    resolve: ({ view, facts }) => partId(view?.source ?? liveSource, facts.key),
  },
  loadManyWithoutCache: (ids, context) => Promise.all(ids.map(async (id) => tenantOf(id, context))),
  fields: exposedOf('facts', (t) => ({
    key: show('String', 'Key of 12 hexadecimal digits, which is also the value of the smartGraphAttribute.'),
    name: show('String', 'Name of the tenant, unique regardless of case.'),
    description: t.string({
      nullable: true,
      description: 'Text about the tenant; null when none was given.',
      resolve: (tenant, _args, context) =>
        whenThere(recordOf(tenant, context), (record) => record?.description ?? null),
    }),
    status: t.field({
      type: TenantStatus,
      description: 'Whether the tenant is being added, in use, being removed, or only planned.',
      resolve: (tenant, _args, context) =>
        tenant.facts.isImagined
          ? 'PLANNED'
          : whenThere(recordOf(tenant, context), (record) => record?.status ?? 'REMOVED'),
    }),
    scaleFactor: show('Int', 'Size of the tenant, 1 to 1000: each unit stands for 1,095 documents.'),
    naming: show(NamingConvention, "Naming convention of the tenant's documents."),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When the tenant was added; for a planned tenant, when the plan was made.',
      resolve: (tenant, _args, context) => {
        const { isImagined, createdAt, key } = tenant.facts;
        if (isImagined && tenant.view) return tenant.view.state.takenAt;
        if (createdAt !== undefined) return createdAt;
        return whenThere(recordOf(tenant, context), (record) => {
          if (!record) throw new UnknownTenantError(key);
          return record.createdAt;
        });
      },
    }),
    partition: t.field({
      type: TenantPartition,
      description: "What keeps the tenant's documents together and separate from all others.",
      resolve: (tenant) => tenant,
    }),
    documents: show('BigInt', 'Number of documents of the tenant; one copy.'),
    bytes: show('BigInt', "Size of the tenant's documents in bytes; one copy."),
    documentsByCollection: t.field({
      type: [CollectionCount],
      description: 'Current number of documents in each collection; empty when the tenant has been removed.',
      resolve: (tenant, _args, context) => {
        const { naming, scaleFactor, isImagined } = tenant.facts;
        return whenThere(isImagined ? null : recordOf(tenant, context), (record) => {
          if (!record && !isImagined) return [];
          return assetKinds.map((kind) => ({
            collection: nameIn(naming, kind),
            documents: record?.documentsByKind[kind] ?? documentsPerScale[kind] * scaleFactor,
          }));
        });
      },
    }),
    shardGroup: t.field({
      type: ShardGroup,
      description: 'The shard group that holds all documents of the tenant.',
      resolve: (tenant, _args, context) => groupOf(tenant, context),
    }),
    neighbours: t.field({
      type: [Tenant],
      description: 'The tenants that share the shard group, ordered by key.',
      resolve: (tenant, _args, context) =>
        whenThere(groupOf(tenant, context), ({ view, group }) =>
          tenantsOf(view, [group]).filter(({ facts }) => facts.key !== tenant.facts.key),
        ),
    }),
  })),
});

const asOfArgument = {
  type: 'DateTime',
  description: 'Selects the versions that were valid at this time; the current ones when omitted.',
} as const;

// Its assets.
builder.objectFields(Tenant, (t) => ({
  devices: t.connection(
    {
      type: Device,
      description: 'The devices of the tenant, one version of each, ordered by key.',
      args: {
        filter: t.arg({ type: DeviceFilter, description: 'Which devices to list; all of them when omitted.' }),
        asOf: t.arg(asOfArgument),
      },
      complexity: pageComplexity,
      resolve: ({ facts }, args, context) => {
        const list = `devices of ${facts.key}`;
        return shown(list, context.loaders.devicePage.load(versionRequest(facts.key, list, args)));
      },
    },
    DeviceConnection,
  ),
  software: t.connection(
    {
      type: Software,
      description: 'The software of the tenant, one version of each, ordered by key.',
      args: {
        filter: t.arg({ type: SoftwareFilter, description: 'Which software to list; all of it when omitted.' }),
        asOf: t.arg(asOfArgument),
      },
      complexity: pageComplexity,
      resolve: ({ facts }, args, context) => {
        const list = `software of ${facts.key}`;
        return shown(list, context.loaders.softwarePage.load(versionRequest(facts.key, list, args)));
      },
    },
    SoftwareConnection,
  ),
  locations: t.connection(
    {
      type: Location,
      description: 'The sites of the tenant, ordered by key.',
      complexity: pageComplexity,
      resolve: ({ facts }, args, context) => {
        const list = `locations of ${facts.key}`;
        const request = { tenantKey: facts.key, page: pageRequest(list, args) };
        return shown(list, context.loaders.locationPage.load(request));
      },
    },
    LocationConnection,
  ),
}));

/** Returns the tenants in some groups of one state of the cluster, in the order of the groups, then of the keys. */
export function tenantsOf(view: ClusterView, groups: readonly TopologyGroup[]): readonly TenantShape[] {
  return groups.flatMap(({ groupId }) => view.tenantsIn(groupId).map((facts) => ({ view, facts, record: null })));
}

/** Returns what the type shows of a tenant of the live cluster. */
export function liveTenant(record: TenantRecord): TenantShape {
  return { view: null, facts: record, record };
}

/** Returns the live tenant with this key. Throws UnknownTenantError. */
export function loadTenant(key: string, { loaders }: Context): MaybePromise<TenantShape> {
  return whenThere(loaders.tenant.load(key), (record) => {
    if (!record) throw new UnknownTenantError(key);
    return liveTenant(record);
  });
}

/** Returns the tenant's key in a global id, whatever state of the cluster it was reached through. Throws InvalidIdError. */
export function tenantKeyOf(globalId: string): string {
  return parsePartId(decodeId(globalId, ['Tenant']).id, 'Tenant').name;
}

/** Returns the tenant that a Tenant's part of a global id names, in the state that it names; null when there is none. */
export function tenantOf(id: string, { loaders }: Context): MaybePromise<TenantShape | null> {
  const { source, name } = parsePartId(id, 'Tenant');
  if (source.kind === 'live') return whenThere(loaders.tenant.load(name), (record) => record && liveTenant(record));
  return whenThere(loaders.cluster(source), (view) => {
    const facts = view?.tenant(name);
    return view && facts ? { view, facts, record: null } : null;
  });
}

function recordOf({ facts, record }: TenantShape, { loaders }: Context): MaybePromise<TenantRecord | null> {
  return record ?? loaders.tenant.load(facts.key);
}

function groupOf({ view, facts }: TenantShape, { loaders }: Context): MaybePromise<GroupPart> {
  return whenThere(view ?? loaders.live(), (state) => existing(state.group(facts.groupId), facts.groupId));
}

interface VersionArguments extends Readonly<Parameters<typeof pageRequest>[1]> {
  readonly filter?: { readonly type?: string | null; readonly nameContains?: string | null } | null;
  readonly asOf?: Date | null;
}

function versionRequest(tenantKey: string, list: string, args: VersionArguments) {
  return { tenantKey, filter: args.filter ?? {}, asOf: args.asOf ?? null, page: pageRequest(list, args) };
}

function shown<T>(list: string, page: MaybePromise<Page<T>>): MaybePromise<ConnectionShape<T>> {
  return whenThere(page, (items) => toConnection(list, items, (item) => item));
}
