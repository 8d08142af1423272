/** Every name that documents and their `_from` and `_to` use, spelt once for each naming convention. */
import { type AssetKind, assetKinds, nameIn, type NamingConvention } from '../../model/asset.js';

const properties = [
  'tenantId',
  '_fromType',
  '_toType',
  'serialNumber',
  'ipAddress',
  'macAddress',
  'operatingSystem',
  'osVersion',
  'hostName',
  'firewallRules',
  'streetAddress',
  'geoLocation',
  'portNumber',
  'isEnabled',
  'connectionType',
  'bandwidthCapacity',
  'networkLatency',
] as const;

/** Property names of more than one word by their camelCase name; names of one word are the same in both conventions. */
export type PropertyNames = Readonly<Record<(typeof properties)[number], string>>;

/** Collection names by kind; also the type names in `_fromType` and `_toType`. */
export type CollectionNames = Readonly<Record<AssetKind, string>>;

/** Returns the property names of a naming convention. */
export function propertyNames(naming: NamingConvention): PropertyNames {
  return Object.fromEntries(properties.map((name) => [name, nameIn(naming, name)])) as PropertyNames;
}

/** Returns the collection names of a naming convention. */
export function collectionNames(naming: NamingConvention): CollectionNames {
  return Object.fromEntries(assetKinds.map((kind) => [kind, nameIn(naming, kind)])) as CollectionNames;
}
