/**
 * The tables of the data file. `kind` is an index into `assetKinds` everywhere, so that list must never be reordered
 * without a new schema version. Tables are STRICT: what is read has the type that its column says.
 */
import { NEVER_EXPIRES } from '../../model/asset.js';

/** `PRAGMA application_id`: "shbk". Tells a Shardbook file from any other SQLite file. */
export const applicationId = 0x7368626b;

/** `PRAGMA user_version`: files with a greater one are from a newer Shardbook and are refused. */
export const schemaVersion = 1;

const never = NEVER_EXPIRES.toString();

/** Device and Software have versions, so these two are asked by time. Spelt as SQLite's partial indexes need it. */
const isVersioned = '(kind = 0 or kind = 4)';

const clusterTables = `
create table setting (name text primary key, value text not null) strict, without rowid;
create table server (
  ordinal integer primary key, server_id text not null unique, short_name text not null, zone text,
  status text not null, capacity_bytes integer
) strict;
create table graph (
  id integer primary key, name text not null unique, naming text not null unique, number_of_shards integer not null,
  replication_factor integer not null, write_concern integer not null, attribute text not null
) strict;
create table shard_group (
  id integer primary key, graph integer not null, position integer not null, group_id text not null unique,
  leader text not null, followers text not null, in_sync text not null, unique (graph, position)
) strict;
create table shard (
  shard_group integer not null, kind integer not null, shard_id text not null unique,
  documents integer not null default 0, bytes integer not null default 0, primary key (shard_group, kind)
) strict, without rowid;`;

/**
 * `documents_by_kind` is a JSON list of 11 counts. A document's `name` is folded, `from_id` and `to_id` are
 * `<kind>/<key>`: they are for finding, the body is what was stored.
 */
const assetTables = `
create table tenant (
  id integer primary key, key text not null unique, name text not null, folded_name text not null unique,
  description text, scale_factor integer not null, naming text not null, placement text not null,
  idempotency_key text unique, created_at text not null, seed integer not null, status text not null,
  shard_group integer not null, documents integer not null default 0, bytes integer not null default 0,
  documents_by_kind text not null
) strict;
create table document (
  id integer primary key, tenant integer not null, kind integer not null, key text not null,
  shard_group integer not null, type text, name text, created integer, expired integer, from_id text, to_id text,
  body text not null
) strict;
create unique index document_key on document (tenant, kind, key);
create index document_current on document (tenant, kind, key, type, name) where expired = ${never} and ${isVersioned};
create index document_version on document (tenant, kind, key, created, expired, type, name) where ${isVersioned};
create index document_from on document (from_id, kind) where from_id is not null;
create index document_to on document (to_id, kind) where to_id is not null;`;

/** What a large record consists of beyond its own row; `record` is `<table>/<id>`. */
const pieceTable = `
create table piece (
  record text not null, number integer not null, body text not null, primary key (record, number)
) strict, without rowid;`;

const recordTables = `
create table run (
  sequence integer primary key autoincrement, id text not null unique, kind text not null, status text not null,
  state text not null
) strict;
create index run_status on run (status);
create table event (
  run text not null, sequence integer not null, body text not null, primary key (run, sequence)
) strict, without rowid;
create table snapshot (
  sequence integer primary key autoincrement, id text not null unique, body text not null
) strict;
create table plan (sequence integer primary key autoincrement, id text not null unique, body text not null) strict;
create table report (sequence integer primary key autoincrement, id text not null unique, body text not null) strict;`;

/** Makes all tables in an empty file and marks it as ours. */
export const createSchema = `${clusterTables}${assetTables}${recordTables}${pieceTable}
pragma application_id = ${applicationId};
pragma user_version = ${schemaVersion};`;

/** Names of all tables and indexes. */
export const schemaObjects: readonly string[] = [
  ...createSchema.matchAll(/create (?:unique )?(?:table|index) (\w+)/g),
].flatMap(([, name]) => name ?? []);
