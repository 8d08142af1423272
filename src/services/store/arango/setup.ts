/**
 * Makes a deployment ready: database, SmartGraph, indexes and Shardbook's own collections. Everything is looked at
 * before anything is made, so a refusal leaves the database as it was; doing it again changes nothing.
 */
import { StoreUnusableError } from '../../errors/errors.js';
import type { NamingConvention } from '../../model/asset.js';
import { namingConventions } from '../../model/smart-graph.js';
import type { ArangoClient } from './client.js';
import { type CollectionFacts, listCollections, readProperties } from './collections.js';
import { type DeploymentFacts, readDeployment } from './deployment.js';
import { AccessRefusedError, ArangoFailure, errorNums } from './failures.js';
import { ensureGraphIndexes, ensureOwnIndexes } from './indexes.js';
import { ownCollections, ownPrototype } from './names.js';
import type { GraphSettings } from './settings.js';
import { cannotBeMade, createGraph, graphExists, judgeGraph, requireSmartGraphs } from './smart-graph.js';

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
  const existing = await listCollections(client, undefined, true);
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
  const existing = await listCollections(client, undefined, true);
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
    await client.request({ method: 'GET', path: '/_api/database/current' });
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
