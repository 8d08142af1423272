/** Queries and mutations about tenants and their placement. */
import { builder } from '../schema/builder.js';
import { changed, type Context } from '../schema/context.js';
import { enumOf } from '../schema/enum.js';
import { asValue, ErrorInterface } from '../schema/Error.js';
import { show } from '../schema/exposed.js';
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
import { type MaybePromise, whenThere } from '../services/base/maybe-promise.js';
import {
  IdempotencyConflictError,
  InvalidIdError,
  PlacementNotFoundError,
  RunInProgressError,
  TenantNameTakenError,
  UnknownTenantError,
} from '../services/errors/errors.js';
import type { TenantFilter as DomainFilter, TenantOrder as DomainOrder } from '../services/store/port.js';
import type { TenantOutcome as DomainOutcome } from '../services/tenants/service.js';
import { AddTenantInput, namingField, placementField, scaleFactorField, tenantsField } from './inputs.js';
import { payload, payloadOr } from './payload.js';

const TenantFilter = builder.inputType('TenantFilter', {
  description: 'Selects tenants; a tenant has to meet all conditions.',
  fields: (t) => ({
    nameContains: t.string({ description: 'Only tenants whose name contains this text, regardless of case.' }),
    naming: t.field({
      type: NamingConvention,
      description: 'Only tenants whose documents use this naming convention.',
    }),
    shardGroupId: t.id({ description: 'Only tenants in the shard group with this global id.' }),
  }),
});

const TenantOrderField = enumOf('TenantOrderField', 'The property by which tenants are ordered.', {
  NAME: 'Order by name, regardless of case.',
  CREATED_AT: 'Order by the time when the tenants were added.',
  SCALE_FACTOR: 'Order by scale factor, that is by size.',
  DOCUMENTS: 'Order by number of documents.',
  BYTES: 'Order by size in bytes.',
});

const OrderDirection = enumOf('OrderDirection', 'The direction in which a list is ordered.', {
  ASC: 'Ascending: smallest or oldest first.',
  DESC: 'Descending: largest or newest first.',
});

const TenantOrder = builder.inputType('TenantOrder', {
  description: 'The order of a list of tenants; tenants that compare equal are ordered by key.',
  fields: (t) => ({
    field: t.field({ type: TenantOrderField, required: true, description: 'The property to order by.' }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      defaultValue: 'ASC',
      description: 'Whether the smallest or the largest comes first.',
    }),
  }),
});

const TenantBy = builder.inputType('TenantBy', {
  isOneOf: true,
  description: 'Identifies a tenant; give exactly one field.',
  fields: (t) => ({
    id: t.id({ description: 'Global id of the tenant.' }),
    key: t.string({ description: 'Key of the tenant, 12 hexadecimal digits.' }),
    name: t.string({ description: 'Name of the tenant, regardless of case.' }),
  }),
});

const ForecastTenantPlacementInput = builder.inputType('ForecastTenantPlacementInput', {
  description: 'A tenant that does not exist yet.',
  fields: (t) => ({
    scaleFactor: t.int(scaleFactorField),
    placement: t.field(placementField),
    naming: t.field(namingField),
    tenantKey: t.string({
      description:
        'Key of the tenant, 12 hexadecimal digits, when it is already known; the shard group is then certain.',
    }),
  }),
});

const AddTenantsInput = builder.inputType('AddTenantsInput', {
  description: 'Up to 1000 tenants to add, one after another.',
  fields: (t) => ({
    tenants: t.field({ ...tenantsField, required: true }),
  }),
});

const RemoveTenantInput = builder.inputType('RemoveTenantInput', {
  description: 'Selects the tenant to remove.',
  fields: (t) => ({ tenantId: t.id({ required: true, description: 'Global id of the tenant.' }) }),
});

builder.queryFields((t) => ({
  tenants: t.connection(
    {
      type: Tenant,
      description: 'The active tenants of the cluster.',
      args: {
        filter: t.arg({ type: TenantFilter, description: 'Which tenants to list; all of them when omitted.' }),
        orderBy: t.arg({ type: TenantOrder, description: 'How to order the tenants; by name when omitted.' }),
      },
      complexity: pageComplexity,
      resolve: (_root, args, context) => {
        const order: DomainOrder = args.orderBy ?? { field: 'NAME', direction: 'ASC' };
        const list = `tenants by ${order.field} ${order.direction}`;
        const found = context.services.tenants.page(filterOf(args.filter), order, pageRequest(list, args));
        return whenThere(found, (page) => toConnection(list, page, liveTenant));
      },
    },
    TenantConnection,
  ),
  tenant: t.field({
    type: Tenant,
    nullable: true,
    description: 'The tenant with this id, key or name; null when there is none.',
    args: { by: t.arg({ type: TenantBy, required: true, description: 'Identifies the tenant by id, key or name.' }) },
    resolve: (_root, { by }, context) => findTenant(by, context),
  }),
  forecastTenantPlacement: t.field({
    type: PlacementForecast,
    nullable: true,
    description:
      'Predicts where a tenant of a given size would be placed, and how it would change the balance. ' +
      'Changes nothing.',
    args: {
      input: t.arg({ type: ForecastTenantPlacementInput, required: true, description: 'The tenant to predict for.' }),
    },
    resolve: async (_root, { input }, { services, loaders }) => {
      const forecast = await services.plans.forecast(input);
      return { view: await loaders.live(), forecast };
    },
  }),
}));

const AddTenantPayload = payload('addTenant', { tenant: show(Tenant, 'The new tenant with all its documents.') });

const TenantOutcome = builder.objectRef<DomainOutcome>('TenantOutcome').implement({
  description: 'How the addition of one tenant ended: exactly one of tenant and error is null.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name requested for the tenant.' }),
    tenant: t.field({
      type: Tenant,
      nullable: true,
      description: 'The new tenant with all its documents; null when it could not be added.',
      resolve: ({ tenant }) => tenant && liveTenant(tenant),
    }),
    error: t.field({
      type: ErrorInterface,
      nullable: true,
      description: 'Why the tenant could not be added; null when it was.',
      resolve: ({ error }) => error && asValue(error),
    }),
  }),
});

const AddTenantsPayload = builder.objectRef<{ outcomes: readonly DomainOutcome[] }>('AddTenantsPayload').implement({
  description: 'Returned by addTenants unless the whole request is refused.',
  fields: (t) => ({
    outcomes: t.field({
      type: [TenantOutcome],
      description: 'How the addition of each tenant ended, in the order of the input.',
      resolve: ({ outcomes }) => outcomes,
    }),
  }),
});

const RemoveTenantPayload = payload('removeTenant', {
  tenant: show(Tenant, 'The tenant as it was before its removal.'),
  removedDocuments: show('BigInt', "Number of documents removed; none of the tenant's documents remains."),
});

builder.mutationFields((t) => ({
  addTenant: t.field({
    type: AddTenantPayload,
    description:
      'Adds a tenant and generates all its documents. Fails with TenantNameTakenError when another tenant ' +
      'has the name.',
    args: { input: t.arg({ type: AddTenantInput, required: true, description: 'The tenant to add.' }) },
    errors: payloadOr('addTenant', 'prevented the addition', [
      TenantNameTakenError,
      IdempotencyConflictError,
      PlacementNotFoundError,
    ]),
    resolve: async (_root, { input }, context) => {
      const tenant = await changed(context, context.services.tenants.add(input));
      return { tenant: liveTenant(tenant) };
    },
  }),
  addTenants: t.field({
    type: AddTenantsPayload,
    description: 'Adds several tenants, one after another. A tenant that cannot be added does not stop the others.',
    args: { input: t.arg({ type: AddTenantsInput, required: true, description: 'The tenants to add.' }) },
    errors: payloadOr('addTenants', 'refused the whole request'),
    resolve: async (_root, { input }, context) => ({
      outcomes: await changed(context, context.services.tenants.addMany(input.tenants)),
    }),
  }),
  removeTenant: t.field({
    type: RemoveTenantPayload,
    description:
      'Removes a tenant with all its documents and verifies that none remains. Fails with ' +
      'RunInProgressError while a run changes the cluster.',
    args: { input: t.arg({ type: RemoveTenantInput, required: true, description: 'The tenant to remove.' }) },
    errors: payloadOr('removeTenant', 'prevented the removal', [
      InvalidIdError,
      UnknownTenantError,
      RunInProgressError,
    ]),
    resolve: async (_root, { input }, context) => {
      const removed = await changed(context, context.services.tenants.remove(tenantKeyOf(input.tenantId)));
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

function findTenant(by: typeof TenantBy.$inferInput, context: Context): MaybePromise<TenantShape | null> {
  if (by.id != null) return tenantOf(decodeId(by.id, ['Tenant']).id, context);
  const { tenant, tenantByName } = context.loaders;
  const found = by.key != null ? tenant.load(by.key) : tenantByName.load(by.name);
  return whenThere(found, (record) => record && liveTenant(record));
}
