/** Queries and mutations about tenants and their placement. */
import { builder } from '../schema/builder.js';
import { type Context, counted, refresh } from '../schema/context.js';
import { asValue, changeErrors, ErrorInterface } from '../schema/Error.js';
import { decodeId, parsePartId } from '../schema/global-id.js';
import { pageComplexity, pageRequest, toConnection } from '../schema/paging.js';
import { PlacementForecast } from '../schema/PlacementForecast.js';
import {
  liveTenant,
  NamingConvention,
  Tenant,
  TenantConnection,
  tenantKeyOf,
  tenantOf,
  type TenantShape,
} from '../schema/Tenant.js';
import {
  IdempotencyConflictError,
  InvalidIdError,
  PlacementNotFoundError,
  RunInProgressError,
  TenantNameTakenError,
  UnknownTenantError,
} from '../services/errors/errors.js';
import type { TenantOutcome as DomainOutcome } from '../services/services.js';
import type { TenantFilter as DomainFilter, TenantOrder as DomainOrder } from '../services/store/port.js';
import { AddTenantInput, namingField, placementField, scaleFactorField, tenantsField } from './tenant-inputs.js';

const TenantFilter = builder.inputType('TenantFilter', {
  description: 'Which tenants to show; all conditions have to hold.',
  fields: (t) => ({
    nameContains: t.string({ description: 'Only tenants whose name contains this text; case does not matter.' }),
    naming: t.field({ type: NamingConvention, description: 'Only tenants whose documents are spelt so.' }),
    shardGroupId: t.id({ description: 'Only tenants in the shard group of this global id.' }),
  }),
});

const TenantOrderField = builder.enumType('TenantOrderField', {
  description: 'What tenants can be ordered by.',
  values: {
    NAME: { description: 'By name, without regard to case.' },
    CREATED_AT: { description: 'By the time they were added.' },
    SCALE_FACTOR: { description: 'By scale factor.' },
    DOCUMENTS: { description: 'By number of documents.' },
    BYTES: { description: 'By bytes.' },
  },
});

const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Which end comes first.',
  values: { ASC: { description: 'Smallest or oldest first.' }, DESC: { description: 'Largest or newest first.' } },
});

const TenantOrder = builder.inputType('TenantOrder', {
  description: 'The order of tenants; the key decides between equals.',
  fields: (t) => ({
    field: t.field({ type: TenantOrderField, required: true, description: 'What to order by.' }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      defaultValue: 'ASC',
      description: 'Which end comes first.',
    }),
  }),
});

const TenantBy = builder.inputType('TenantBy', {
  isOneOf: true,
  description: 'One way to name a tenant.',
  fields: (t) => ({
    id: t.id({ description: 'Its global id.' }),
    key: t.string({ description: 'Its key: 12 hexadecimal digits.' }),
    name: t.string({ description: 'Its name, without regard to case.' }),
  }),
});

const ForecastTenantPlacementInput = builder.inputType('ForecastTenantPlacementInput', {
  description: 'A tenant that does not exist yet.',
  fields: (t) => ({
    scaleFactor: t.int(scaleFactorField),
    placement: t.field(placementField),
    naming: t.field(namingField),
    tenantKey: t.string({
      description: '12 hexadecimal digits, where the key is known already: the store tells its shard group then.',
    }),
  }),
});

const AddTenantsInput = builder.inputType('AddTenantsInput', {
  description: 'Tenants to be added.',
  fields: (t) => ({
    tenants: t.field({ ...tenantsField, required: true }),
  }),
});

const RemoveTenantInput = builder.inputType('RemoveTenantInput', {
  description: 'A tenant to be removed.',
  fields: (t) => ({ tenantId: t.id({ required: true, description: 'Its global id.' }) }),
});

builder.queryFields((t) => ({
  tenants: t.connection(
    {
      type: Tenant,
      description: 'The active tenants.',
      args: {
        filter: t.arg({ type: TenantFilter, description: 'Which tenants to show; all when left out.' }),
        orderBy: t.arg({ type: TenantOrder, description: 'Their order; by name when left out.' }),
      },
      complexity: pageComplexity,
      resolve: async (_root, args, context) => {
        const order: DomainOrder = args.orderBy ?? { field: 'NAME', direction: 'ASC' };
        const list = `tenants by ${order.field} ${order.direction}`;
        const page = await context.services.tenants.page(filterOf(args.filter), order, pageRequest(list, args));
        counted(context, page.items);
        return toConnection(list, page, liveTenant);
      },
    },
    TenantConnection,
  ),
  tenant: t.field({
    type: Tenant,
    nullable: true,
    description: 'One tenant; null when there is none.',
    args: { by: t.arg({ type: TenantBy, required: true, description: 'Which one.' }) },
    resolve: (_root, { by }, context) => findTenant(by, context),
  }),
  forecastTenantPlacement: t.field({
    type: PlacementForecast,
    description: 'Where a tenant of some size would land. Changes nothing.',
    args: {
      input: t.arg({ type: ForecastTenantPlacementInput, required: true, description: 'What tenant.' }),
    },
    resolve: async (_root, { input }, { services, loaders }) => {
      const forecast = await services.plans.forecast(input);
      return { view: await loaders.live(), forecast };
    },
  }),
}));

const AddTenantPayload = builder.objectRef<{ tenant: TenantShape }>('AddTenantPayload').implement({
  description: 'What addTenant brought.',
  fields: (t) => ({
    tenant: t.field({ type: Tenant, description: 'The new tenant, complete.', resolve: ({ tenant }) => tenant }),
  }),
});

const TenantOutcome = builder.objectRef<DomainOutcome>('TenantOutcome').implement({
  description: 'What became of one tenant: either tenant or error is not null.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name that was asked for.' }),
    tenant: t.field({
      type: Tenant,
      nullable: true,
      description: 'The new tenant, complete; null when it could not be added.',
      resolve: ({ tenant }) => tenant && liveTenant(tenant),
    }),
    error: t.field({
      type: ErrorInterface,
      nullable: true,
      description: 'Why it could not be added; null when it was.',
      resolve: ({ error }) => error && asValue(error),
    }),
  }),
});

const AddTenantsPayload = builder.objectRef<{ outcomes: readonly DomainOutcome[] }>('AddTenantsPayload').implement({
  description: 'What addTenants brought.',
  fields: (t) => ({
    outcomes: t.field({
      type: [TenantOutcome],
      description: "Each tenant's own outcome, in the order of the input.",
      resolve: ({ outcomes }) => outcomes,
    }),
  }),
});

const RemoveTenantPayload = builder
  .objectRef<{ tenant: TenantShape; removedDocuments: number }>('RemoveTenantPayload')
  .implement({
    description: 'What removeTenant did.',
    fields: (t) => ({
      tenant: t.field({ type: Tenant, description: 'The tenant as it was.', resolve: ({ tenant }) => tenant }),
      removedDocuments: t.field({
        type: 'BigInt',
        description: 'Documents that were removed; none of it is left.',
        resolve: ({ removedDocuments }) => removedDocuments,
      }),
    }),
  });

builder.mutationFields((t) => ({
  addTenant: t.field({
    type: AddTenantPayload,
    description: 'Adds a tenant with all of its documents.',
    args: { input: t.arg({ type: AddTenantInput, required: true, description: 'The tenant.' }) },
    errors: {
      types: [...changeErrors, TenantNameTakenError, IdempotencyConflictError, PlacementNotFoundError],
      union: { description: 'The new tenant, or why there is none.' },
    },
    resolve: async (_root, { input }, context) => {
      const tenant = await context.services.tenants.add(input);
      refresh(context);
      return { tenant: liveTenant(tenant) };
    },
  }),
  addTenants: t.field({
    type: AddTenantsPayload,
    description: 'Adds several tenants, one after the other; one that fails does not stop the others.',
    args: { input: t.arg({ type: AddTenantsInput, required: true, description: 'The tenants.' }) },
    errors: { types: changeErrors, union: { description: 'What became of each, or why none was tried.' } },
    resolve: async (_root, { input }, context) => {
      const outcomes = await context.services.tenants.addMany(input.tenants);
      refresh(context);
      return { outcomes: counted(context, outcomes) };
    },
  }),
  removeTenant: t.field({
    type: RemoveTenantPayload,
    description: 'Removes a tenant and every document of it, and proves that none is left.',
    args: { input: t.arg({ type: RemoveTenantInput, required: true, description: 'Which tenant.' }) },
    errors: {
      types: [...changeErrors, InvalidIdError, UnknownTenantError, RunInProgressError],
      union: { description: 'What was removed, or why nothing was.' },
    },
    resolve: async (_root, { input }, context) => {
      const removed = await context.services.tenants.remove(tenantKeyOf(input.tenantId));
      refresh(context);
      return { ...removed, tenant: liveTenant(removed.tenant) };
    },
  }),
}));

function filterOf(filter: typeof TenantFilter.$inferInput | null | undefined): DomainFilter {
  const { shardGroupId, nameContains, naming } = filter ?? {};
  const groupId =
    shardGroupId == null ? null : parsePartId(decodeId(shardGroupId, ['ShardGroup']).id, 'ShardGroup').name;
  return { nameContains, naming, groupId };
}

async function findTenant(by: typeof TenantBy.$inferInput, context: Context): Promise<TenantShape | null> {
  if (by.id != null) return tenantOf(decodeId(by.id, ['Tenant']).id, context);
  const { tenant, tenantByName } = context.loaders;
  const record = by.key != null ? await tenant.load(by.key) : await tenantByName.load(by.name);
  return record && liveTenant(record);
}
