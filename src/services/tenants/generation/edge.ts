/** What the makers of edges share: the properties that all edges of one kind between the same two kinds have. */
import { type AssetKind, type FieldValue, NEVER_EXPIRES } from '../../model/asset.js';
import type { Fields, TenantContext } from './context.js';

/** The properties of an edge in their order; makers copy it and fill in what is empty. */
export type EdgeTemplate = Readonly<Fields>;

/**
 * Returns the template of the edges from one kind to another: both type names, the tenant's marks and `further`
 * properties are set; `_key`, `_from`, `_to` and `created` are still empty; `expired` is "never".
 */
export function edgeTemplate(
  context: TenantContext,
  from: AssetKind,
  to: AssetKind,
  further: Readonly<Record<string, FieldValue>> = {},
): EdgeTemplate {
  const { names, collections } = context;
  return {
    _key: '',
    _from: '',
    _to: '',
    ...context.marks,
    [names._fromType]: collections[from],
    [names._toType]: collections[to],
    ...further,
    created: 0,
    expired: NEVER_EXPIRES,
  };
}
