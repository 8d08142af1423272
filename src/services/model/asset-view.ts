/**
 * Network assets as the rest of the product reads them: one typed, read-only shape for both naming conventions. The
 * stored document stays as it is; a document that lacks a field is refused, because something else is wrong then.
 */
import { type AssetDocument, type FieldValue, nameIn, type NamingConvention, NEVER_EXPIRES } from './asset.js';

/** What every document has. */
export interface AssetView {
  /** `_key`, e.g. `c695ea905f74:device1-0`. */
  readonly key: string;
  readonly tenantKey: string;
}

/** An interval of validity: from `created` up to, not including, `expired`; both in Unix seconds. */
export interface TemporalView extends AssetView {
  readonly created: number;
  /** NEVER_EXPIRES while current. */
  readonly expired: bigint;
  readonly isCurrent: boolean;
}

/** One version of a device. */
export interface Device extends TemporalView {
  readonly name: string;
  readonly type: string;
  readonly model: string;
  readonly serialNumber: string;
  readonly ipAddress: string;
  readonly macAddress: string;
  readonly operatingSystem: string;
  readonly osVersion: string;
  readonly hostName: string;
  /** Such as `allow 443`. */
  readonly firewallRules: readonly string[];
}

/** A site. Longitude and latitude in degrees. */
export interface Location extends TemporalView {
  readonly name: string;
  readonly streetAddress: string;
  readonly longitude: number;
  readonly latitude: number;
}

/** One version of a software. */
export interface Software extends TemporalView {
  readonly name: string;
  readonly type: string;
  readonly version: string;
  readonly portNumber: number;
  readonly isEnabled: boolean;
}

/** What every edge has. */
export interface Edge extends TemporalView {
  /** `_key` of the vertex it leaves and of the one it enters. */
  readonly fromKey: string;
  readonly toKey: string;
  /** Type names of the two, as stored, e.g. `DeviceProxyOut` or `device_proxy_out`. */
  readonly fromType: string;
  readonly toType: string;
}

/** A network link between two devices. */
export interface Connection extends Edge {
  readonly connectionType: string;
  /** Such as `427Mbps`. */
  readonly bandwidthCapacity: string;
  /** Such as `2ms`. */
  readonly networkLatency: string;
}

/** Returns a Device document as a view. Throws a TypeError when a field is missing or of another type. */
export function readDevice(document: AssetDocument, naming: NamingConvention): Device {
  const field = reader(document, naming);
  return {
    ...readTemporal(field),
    ...texts(field, 'name', 'type', 'model', 'serialNumber', 'hostName', 'ipAddress', 'macAddress'),
    ...texts(field, 'operatingSystem', 'osVersion'),
    firewallRules: field('firewallRules', isTextList),
  };
}

/** Returns a Location document as a view. Throws a TypeError as readDevice does. */
export function readLocation(document: AssetDocument, naming: NamingConvention): Location {
  const field = reader(document, naming);
  const [longitude, latitude] = field('geoLocation', isPoint).coordinates;
  return {
    ...readTemporal(field),
    ...texts(field, 'name', 'streetAddress'),
    longitude,
    latitude,
  };
}

/** Returns a Software document as a view. Throws a TypeError as readDevice does. */
export function readSoftware(document: AssetDocument, naming: NamingConvention): Software {
  const field = reader(document, naming);
  return {
    ...readTemporal(field),
    ...texts(field, 'name', 'type', 'version'),
    portNumber: field('portNumber', isNumber),
    isEnabled: field('isEnabled', isBoolean),
  };
}

/** Returns an edge document of any kind as a view. Throws a TypeError as readDevice does. */
export function readEdge(document: AssetDocument, naming: NamingConvention): Edge {
  const field = reader(document, naming);
  return {
    ...readTemporal(field),
    fromKey: keyOf(field('_from', isText)),
    toKey: keyOf(field('_to', isText)),
    fromType: field('_fromType', isText),
    toType: field('_toType', isText),
  };
}

/** Returns a hasConnection document as a view. Throws a TypeError as readDevice does. */
export function readConnection(document: AssetDocument, naming: NamingConvention): Connection {
  const field = reader(document, naming);
  return {
    ...readEdge(document, naming),
    ...texts(field, 'connectionType', 'bandwidthCapacity', 'networkLatency'),
  };
}

type FieldReader = <T extends FieldValue>(camelCaseName: string, accepts: (value: unknown) => value is T) => T;

const snakeCaseNames = new Map<string, string>();

function propertyName(naming: NamingConvention, camelCaseName: string): string {
  if (naming === 'camelCase') return camelCaseName;
  let name = snakeCaseNames.get(camelCaseName);
  if (name === undefined) snakeCaseNames.set(camelCaseName, (name = nameIn(naming, camelCaseName)));
  return name;
}

function reader(document: AssetDocument, naming: NamingConvention): FieldReader {
  return (camelCaseName, accepts) => {
    const name = propertyName(naming, camelCaseName);
    const value = document.fields[name];
    if (accepts(value)) return value;
    const key = isText(document.fields._key) ? document.fields._key : 'without _key';
    throw new TypeError(`${document.kind} ${key} has ${value === undefined ? 'no' : 'an unknown kind of'} ${name}`);
  };
}

function texts<K extends string>(field: FieldReader, ...names: readonly K[]): Readonly<Record<K, string>> {
  return Object.fromEntries(names.map((name) => [name, field(name, isText)])) as Record<K, string>; // All of them.
}

function readTemporal(field: FieldReader): TemporalView {
  const expired = field('expired', isBigint);
  return {
    key: field('_key', isText),
    tenantKey: field('tenantId', isText),
    created: field('created', isNumber),
    expired,
    isCurrent: expired === NEVER_EXPIRES,
  };
}

/** `_from` and `_to` are `<collection>/<key>`. */
function keyOf(id: string): string {
  return id.slice(id.indexOf('/') + 1);
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isBigint = (value: unknown): value is bigint => typeof value === 'bigint';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isTextList = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);

interface Point {
  readonly [name: string]: FieldValue;
  readonly type: 'Point';
  readonly coordinates: readonly [number, number];
}

/** GeoJSON, RFC 7946 section 3.1.2: longitude first. */
function isPoint(value: unknown): value is Point {
  if (typeof value !== 'object' || value === null) return false;
  const { type, coordinates } = value as Record<string, unknown>;
  return type === 'Point' && Array.isArray(coordinates) && coordinates.length >= 2 && coordinates.every(isNumber);
}
