/**
 * The network assets that tenants own: the eleven kinds of documents, how many of each a tenant has, and the
 * document as plain data. How documents are made is left to `generation/`, how they are kept to the store.
 */

/** The eleven kinds of documents, by their camelCase collection name; vertices first, then edges. */
export const assetKinds = [
  'Device',
  'DeviceProxyIn',
  'DeviceProxyOut',
  'Location',
  'Software',
  'SoftwareProxyIn',
  'SoftwareProxyOut',
  'hasConnection',
  'hasLocation',
  'hasDeviceSoftware',
  'hasVersion',
] as const;

export type AssetKind = (typeof assetKinds)[number];

/** Naming convention for the collections and properties of a tenant's documents. */
export type NamingConvention = 'camelCase' | 'snake_case';

/** Documents of each kind that a tenant has at scale factor 1; a tenant of scale factor s has s times as many. */
export const documentsPerScale: Readonly<Record<AssetKind, number>> = {
  Device: 120,
  DeviceProxyIn: 20,
  DeviceProxyOut: 20,
  Location: 5,
  Software: 180,
  SoftwareProxyIn: 30,
  SoftwareProxyOut: 30,
  hasConnection: 30,
  hasLocation: 20,
  hasDeviceSoftware: 40,
  hasVersion: 600,
};

/** The least and the greatest scale factor that a tenant may have. */
export const scaleFactorRange = { least: 1, greatest: 1000 } as const;

/**
 * `expired` of a document that is current: 2^63 - 1, "never". It is above 2^53, so it is a bigint everywhere; a
 * JavaScript number would turn it into ...808.
 */
export const NEVER_EXPIRES = 9223372036854775807n;

/** A value as it may stand in a document; `expired` is the only bigint. */
export type FieldValue =
  string | number | bigint | boolean | null | readonly FieldValue[] | { readonly [name: string]: FieldValue };

/** One document exactly as it is stored: property names in the tenant's naming convention, `_key` included. */
export interface AssetDocument {
  readonly kind: AssetKind;
  readonly fields: Readonly<Record<string, FieldValue>>;
}

/** Returns whether documents of this kind are edges (`_from` and `_to`). */
export function isEdgeKind(kind: AssetKind): boolean {
  return kind.startsWith('has');
}

/** Returns the total number of documents of a tenant with this scale factor: 1,095 for each unit. */
export function documentsOfTenant(scaleFactor: number): number {
  return assetKinds.reduce((sum, kind) => sum + documentsPerScale[kind] * scaleFactor, 0);
}

/**
 * Returns a collection's or property's name in a naming convention: `DeviceProxyIn` and `ipAddress` become
 * `device_proxy_in` and `ip_address`, `_fromType` becomes `_from_type`. ArangoDB's own `_key`, `_id`, `_from` and
 * `_to` have no capitals and stay; `tenant_<key>_attr` is the same in both.
 */
export function nameIn(naming: NamingConvention, camelCaseName: string): string {
  if (naming === 'camelCase') return camelCaseName;
  return camelCaseName.replace(/[A-Z]/g, (capital, at: number) => `${at === 0 ? '' : '_'}${capital.toLowerCase()}`);
}

/** Returns the attribute name that marks a tenant's documents: `tenant_<key>_attr`. */
export function tenantAttribute(tenantKey: string): string {
  return `tenant_${tenantKey}_attr`;
}

/** Returns the naming convention that a document is written in, told by the name of its smartGraphAttribute. */
export function namingOf(document: AssetDocument): NamingConvention {
  return 'tenant_id' in document.fields ? 'snake_case' : 'camelCase';
}
