/**
 * Makes a deployment ready: database, SmartGraph, indexes and Shardbook's own collections. Everything is looked at
 * before anything is made, so a refusal leaves the database as it was; doing it again changes nothing. SmartGraphs that
 * are there already are judged: Shardbook does not touch collections that are sharded otherwise.
 */
import { StoreUnusableError } from '../../errors/errors.js';
import { type AssetKind, assetKinds, isEdgeKind, type NamingConvention } from '../../model/asset.js';
import { edgeEnds, graphNames, namingConventions } from '../../model/smart-graph.js';
import type { ArangoClient } from './client.js';
import { type CollectionFacts, listCollections, readProperties } from './collections.js';
import { type DeploymentFacts, readDeployment, smartGraphsForAllSince } from './deployment.js';
import { AccessRefusedError, ArangoFailure, errorNums } from './failures.js';
import { ensureGraphIndexes, ensureOwnIndexes } from './indexes.js';
import { attributeOf, collectionOf, collectionsOf, ownCollections, ownPrototype } from './names.js';
import type { GraphSettings } from './settings.js';

/** What was found and made. */
export interface Ready {
  readonly facts: DeploymentFacts;
  /** The graphs that are there. */
  readonly graphs: readonly NamingConvention[];
}

/**
 * Makes the database, Shardbook's own collections and the SmartGraph of `naming` where they are missing, and returns
 * what is there. Throws a StoreUnusableError when something of the same name is in the way, or when the server has no
 * SmartGraphs; nothing was changed then.
 */
export async function setUp(client: ArangoClient, graph: GraphSettings, naming: NamingConvention): Promise<Ready> {
  await ensureDatabase(client);
  const facts = await readDeployment(client);
  const { graphs: there, names } = await judgeCollections(client, facts);
  if (!there.includes(naming)) requireSmartGraphs(facts);
  // One after the other: the others follow the prototype.
  for (const name of Object.values(ownCollections)) {
    if (!names.has(name)) await createOwn(client, name, graph, facts);
  }
  await ensureOwnIndexes(client);
  const graphs = namingConventions.filter((each) => each === naming || there.includes(each));
  for (const each of graphs) await makeGraph(client, each, graph, facts);
  return { facts, graphs };
}

/** What is there of a deployment, and can be used. */
export interface Judged {
  /** The SmartGraphs, in the order of `namingConventions`. */
  readonly graphs: readonly NamingConvention[];
  /** Names of all collections of the database. */
  readonly names: ReadonlySet<string>;
}

/** Looks at all collections; throws a StoreUnusableError that names the first one which stands in the way. Nothing is changed. */
export async function judgeCollections(client: ArangoClient, facts: DeploymentFacts): Promise<Judged> {
  const existing = await listCollections(client);
  await judgeOwnCollections(client, facts, existing);
  const isThere = await Promise.all(namingConventions.map((each) => judgeGraph(client, each, facts, existing)));
  return {
    graphs: namingConventions.filter((_, at) => isThere[at] === true),
    names: new Set(existing.map(({ name }) => name)),
  };
}

/** Makes a further SmartGraph with its indexes where it is missing. Throws as `setUp` does. */
export async function setUpGraph(
  client: ArangoClient,
  naming: NamingConvention,
  graph: GraphSettings,
  facts: DeploymentFacts,
): Promise<void> {
  const existing = await listCollections(client);
  await judgeGraph(client, naming, facts, existing);
  await makeGraph(client, naming, graph, facts);
}

async function makeGraph(
  client: ArangoClient,
  naming: NamingConvention,
  graph: GraphSettings,
  facts: DeploymentFacts,
): Promise<void> {
  if (!(await graphExists(client, naming))) await createGraph(client, naming, graph, facts);
  await ensureGraphIndexes(client, naming, facts.version);
}

async function ensureDatabase(client: ArangoClient): Promise<void> {
  try {
    await client.get('/_api/database/current');
    return;
  } catch (error) {
    // Only a database that is not there is made; its error says what to do when that is not allowed either.
    if (!(error instanceof StoreUnusableError)) throw error;
    await createDatabase(client, error);
  }
}

async function createDatabase(client: ArangoClient, missing: StoreUnusableError): Promise<void> {
  try {
    // An empty database on a server that cannot be used would only be in the way.
    requireSmartGraphs(await readDeployment(client, '_system'));
    const body = { name: client.database };
    await client.request({ method: 'POST', path: '/_api/database', database: '_system', body, isRepeatable: true });
  } catch (error) {
    if (isThereAlready(error)) return;
    if (error instanceof AccessRefusedError) throw missing;
    throw error;
  }
}

/** Somebody else was faster, or the answer to the first request was lost. */
function isThereAlready(error: unknown): boolean {
  return error instanceof ArangoFailure && error.errorNum === errorNums.duplicateName;
}

/** Throws a StoreUnusableError when one of Shardbook's own collections has more than one shard. Nothing is changed. */
async function judgeOwnCollections(
  client: ArangoClient,
  { deployment }: DeploymentFacts,
  existing: readonly CollectionFacts[],
): Promise<void> {
  if (deployment === 'ARANGODB_SINGLE_SERVER') return;
  const own = existing.filter(({ name }) => (Object.values(ownCollections) as string[]).includes(name));
  for (const { name, numberOfShards } of await Promise.all(own.map(({ name }) => readProperties(client, name)))) {
    if (numberOfShards === 1) continue;
    throw new StoreUnusableError(
      `Collection ${name} in database ${client.database} cannot be used: it has ${numberOfShards ?? 0} shards and not one`,
      'Nothing was changed; set ARANGO_DATABASE to another database, or rename that collection',
    );
  }
}

async function createOwn(
  client: ArangoClient,
  name: string,
  { replicationFactor, writeConcern }: GraphSettings,
  { deployment }: DeploymentFacts,
): Promise<void> {
  const sharding =
    deployment === 'ARANGODB_SINGLE_SERVER'
      ? {}
      : name === ownPrototype
        ? { numberOfShards: 1, replicationFactor, writeConcern }
        : { numberOfShards: 1, distributeShardsLike: ownPrototype };
  const body = { name, type: 2, ...sharding };
  try {
    await client.request({ method: 'POST', path: '/_api/collection', body, isRepeatable: true });
  } catch (error) {
    if (isThereAlready(error)) return;
    throw error instanceof ArangoFailure ? cannotBeMade(`collection ${name}`, error) : error;
  }
}

/** Returns whether the graph of a naming convention is there. */
async function graphExists(client: ArangoClient, naming: NamingConvention): Promise<boolean> {
  try {
    await client.get(`/_api/gharial/${graphNames[naming]}`);
    return true;
  } catch (error) {
    if (error instanceof ArangoFailure && error.errorNum === errorNums.graphNotFound) return false;
    throw error;
  }
}

/**
 * Returns whether the graph is there. Throws a StoreUnusableError that names the first collection which stands in the way
 * of the graph: one that is there without the graph, or one of the graph that is not sharded as Shardbook needs it.
 * Nothing is changed.
 */
async function judgeGraph(
  client: ArangoClient,
  naming: NamingConvention,
  { deployment }: DeploymentFacts,
  existing: readonly CollectionFacts[],
): Promise<boolean> {
  const names = new Set(existing.map(({ name }) => name));
  const exists = await graphExists(client, naming);
  const present = collectionsOf(naming).filter((name) => names.has(name));
  if (!exists && present.length === 0) return false;
  if (exists && deployment === 'ARANGODB_SINGLE_SERVER') return true;
  const facts = await Promise.all(present.map((name) => readProperties(client, name)));
  for (const each of facts) {
    const fault = exists ? shardingFault(each, naming) : `it is not part of a graph ${graphNames[naming]}`;
    if (fault !== null) throw inTheWay(each, fault, client.database);
  }
  const missing = collectionsOf(naming).find((name) => !names.has(name));
  if (missing !== undefined) {
    throw new StoreUnusableError(
      `The graph ${graphNames[naming]} in database ${client.database} has no collection ${missing}`,
      'Restore it from a backup, or set ARANGO_DATABASE to another database',
    );
  }
  return true;
}

/** What keeps a collection of the graph from being one shard group with the others; null when nothing does. */
function shardingFault(facts: CollectionFacts, naming: NamingConvention): string | null {
  const attribute = attributeOf(naming);
  if (facts.isSmart !== true) return 'it is not part of a SmartGraph';
  if (facts.isDisjoint !== true) return 'its SmartGraph is not disjoint';
  // Only vertex collections name the attribute; edges follow their vertices.
  if (facts.type === 2 && facts.smartGraphAttribute !== attribute) {
    return `its smartGraphAttribute is ${facts.smartGraphAttribute ?? 'missing'} and not ${attribute}`;
  }
  return null;
}

function inTheWay({ name }: CollectionFacts, fault: string, database: string): StoreUnusableError {
  return new StoreUnusableError(
    `Collection ${name} in database ${database} cannot be used: ${fault}`,
    'Nothing was changed; set ARANGO_DATABASE to another database, or rename that collection',
  );
}

/** Makes the graph with its eleven collections; does nothing when somebody else has made it meanwhile. */
async function createGraph(
  client: ArangoClient,
  naming: NamingConvention,
  settings: GraphSettings,
  facts: DeploymentFacts,
): Promise<void> {
  requireSmartGraphs(facts);
  const kindsOf = (side: 0 | 1, kind: AssetKind): string[] => [
    ...new Set((edgeEnds[kind] ?? []).map((ends) => collectionOf(naming, ends[side]))),
  ];
  const body = {
    name: graphNames[naming],
    edgeDefinitions: assetKinds.filter(isEdgeKind).map((kind) => ({
      collection: collectionOf(naming, kind),
      from: kindsOf(0, kind),
      to: kindsOf(1, kind),
    })),
    orphanCollections: [],
    isSmart: true,
    isDisjoint: true,
    options: { smartGraphAttribute: attributeOf(naming), ...settings },
  };
  try {
    await client.request({ method: 'POST', path: '/_api/gharial', body, isRepeatable: true });
  } catch (error) {
    if (!(error instanceof ArangoFailure)) throw error;
    if (error.errorNum === errorNums.graphExists || error.errorNum === errorNums.duplicateName) return;
    throw cannotBeMade(`SmartGraph ${graphNames[naming]}`, error);
  }
}

/** Returns the error for what the server refuses to make with the sharding of the settings. */
function cannotBeMade(what: string, cause: ArangoFailure): StoreUnusableError {
  return new StoreUnusableError(
    `The ${what} cannot be made (${cause.message})`,
    'Check SHARDBOOK_SHARD_GROUPS, SHARDBOOK_REPLICATION_FACTOR and SHARDBOOK_WRITE_CONCERN against the number of DB-Servers',
    { cause },
  );
}

/** Throws a StoreUnusableError that names the versions when the server has no SmartGraphs. */
function requireSmartGraphs({ hasSmartGraphs, version }: DeploymentFacts): void {
  if (hasSmartGraphs) return;
  throw new StoreUnusableError(
    `ArangoDB ${version} (community) has no SmartGraphs`,
    `Use version ${smartGraphsForAllSince} or newer, or an Enterprise Edition before it`,
  );
}
