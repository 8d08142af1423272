/** What all makers of one tenant's documents share: the tenant's names, marks and seed, and which device is what. */
import {
  type AssetDocument,
  type AssetKind,
  assetKinds,
  documentsPerScale,
  type FieldValue,
  nameIn,
  type NamingConvention,
  tenantAttribute,
} from '../../model/asset.js';
import { type Chance, createChance } from './chance.js';
import { type DeviceType, type DeviceTypeEntry, deviceTypes } from './device-catalog.js';
import { type SoftwareTypeEntry, softwareTypes } from './software-catalog.js';
import type { GenerationSpec } from './spec.js';

/** A document's properties while it is made. */
export type Fields = Record<string, FieldValue>;

/** Where makers put their documents, in the order in which they are to be stored. */
export type Output = AssetDocument[];

/** One tenant under generation. */
export interface TenantContext {
  readonly tenantKey: string;
  readonly scaleFactor: number;
  /** The present, in Unix seconds. */
  readonly now: number;
  readonly chance: Chance;
  readonly names: PropertyNames;
  readonly collections: CollectionNames;
  /** The smartGraphAttribute and the tenant's own attribute: in every document. */
  readonly marks: Fields;
  /** Domain of the tenant's host names, e.g. `acme-corp.example`. */
  readonly domain: string;
  readonly devices: number;
  readonly software: number;
  readonly locations: number;
  /**
   * The type of device i (from 0) is entry i % 20: the same mix in each unit of scale factor, in an order of the
   * tenant's own. So the type of any device is known without keeping the devices.
   */
  readonly deviceSlots: readonly DeviceTypeEntry[];
  /** Likewise for software, with 30 entries. */
  readonly softwareSlots: readonly SoftwareTypeEntry[];
}

/** Returns the context of a spec that has been checked. */
export function createContext(spec: GenerationSpec): TenantContext {
  const { tenantKey, scaleFactor } = spec;
  const names = propertyNames(spec.naming);
  const chance = createChance(spec.seed, tenantKey);
  return {
    tenantKey,
    scaleFactor,
    now: Math.floor(Date.parse(spec.referenceTime) / 1000),
    chance,
    names,
    collections: collectionNames(spec.naming),
    marks: { [names.tenantId]: tenantKey, [tenantAttribute(tenantKey)]: tenantKey },
    domain: domainOf(spec),
    devices: documentsPerScale.DeviceProxyIn * scaleFactor,
    software: documentsPerScale.SoftwareProxyIn * scaleFactor,
    locations: documentsPerScale.Location * scaleFactor,
    deviceSlots: chance.faker.helpers.shuffle(repeat(deviceTypes)),
    softwareSlots: chance.faker.helpers.shuffle(repeat(softwareTypes)),
  };
}

/** Returns the entry of the catalogue for device `index`, counted from 0. */
export function deviceTypeAt(context: TenantContext, index: number): DeviceTypeEntry {
  return slotAt(context.deviceSlots, index);
}

/** Returns the entry of the catalogue for software `index`, counted from 0. */
export function softwareTypeAt(context: TenantContext, index: number): SoftwareTypeEntry {
  return slotAt(context.softwareSlots, index);
}

/** Returns the slots (0 to 19) of the devices whose type is one of these, in ascending order. */
export function slotsOfTypes(context: TenantContext, types: readonly DeviceType[]): readonly number[] {
  return context.deviceSlots.flatMap(({ type }, slot) => (types.includes(type) ? [slot] : []));
}

/** Returns the `_key` of the proxies of device `index`, counted from 0: keys count from 1. */
export function deviceKey(context: TenantContext, index: number): string {
  return `${context.tenantKey}:device${index + 1}`;
}

function slotAt<T>(slots: readonly T[], index: number): T {
  // eslint-disable-next-line @typescript-eslint/no-non-null-assertion -- the remainder is below the length
  return slots[index % slots.length]!;
}

function repeat<T extends { readonly perScale: number }>(entries: readonly T[]): T[] {
  return entries.flatMap((entry) => Array.from({ length: entry.perScale }, () => entry));
}

/** `.example` is reserved for examples (RFC 2606). A DNS label has at most 63 characters (RFC 1035). */
function domainOf({ tenantName, tenantKey }: GenerationSpec): string {
  const label = tenantName
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-|-$/g, '');
  return `${label || tenantKey}.example`;
}

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
type PropertyNames = Readonly<Record<(typeof properties)[number], string>>;

/** Collection names by kind; also the type names in `_fromType` and `_toType`. */
type CollectionNames = Readonly<Record<AssetKind, string>>;

/** Returns the property names of a naming convention. */
function propertyNames(naming: NamingConvention): PropertyNames {
  return Object.fromEntries(properties.map((name) => [name, nameIn(naming, name)])) as PropertyNames;
}

/** Returns the collection names of a naming convention. */
function collectionNames(naming: NamingConvention): CollectionNames {
  return Object.fromEntries(assetKinds.map((kind) => [kind, nameIn(naming, kind)])) as CollectionNames;
}
