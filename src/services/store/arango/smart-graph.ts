/**
 * The SmartGraphs: made with all of their collections where there are none, and judged where there are some: Shardbook
 * does not touch collections that are sharded otherwise.
 */
import { StoreUnusableError } from '../../errors/errors.js';
import { type AssetKind, assetKinds, isEdgeKind, type NamingConvention } from '../../model/asset.js';
import { edgeEnds, graphNames } from '../../model/smart-graph.js';
import type { ArangoClient } from './client.js';
import { type CollectionFacts, readProperties } from './collections.js';
import { type DeploymentFacts, smartGraphsForAllSince } from './deployment.js';
import { ArangoFailure, errorNums } from './failures.js';
import { attributeOf, collectionOf, collectionsOf } from './names.js';
import type { GraphSettings } from './settings.js';

interface GraphAnswer {
  readonly graph: {
    readonly name: string;
    readonly isSmart?: boolean;
    readonly isDisjoint?: boolean;
    readonly smartGraphAttribute?: string;
  };
}

/** Returns whether the graph of a naming convention is there. */
export async function graphExists(client: ArangoClient, naming: NamingConvention): Promise<boolean> {
  try {
    await client.request<GraphAnswer>({ method: 'GET', path: `/_api/gharial/${graphNames[naming]}` });
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
export async function judgeGraph(
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
export async function createGraph(
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
export function cannotBeMade(what: string, cause: ArangoFailure): StoreUnusableError {
  return new StoreUnusableError(
    `The ${what} cannot be made (${cause.message})`,
    'Check SHARDBOOK_SHARD_GROUPS, SHARDBOOK_REPLICATION_FACTOR and SHARDBOOK_WRITE_CONCERN against the number of DB-Servers',
    { cause },
  );
}

/** Throws a StoreUnusableError that names the versions when the server has no SmartGraphs. */
export function requireSmartGraphs({ hasSmartGraphs, version }: DeploymentFacts): void {
  if (hasSmartGraphs) return;
  throw new StoreUnusableError(
    `ArangoDB ${version} (community) has no SmartGraphs`,
    `Use version ${smartGraphsForAllSince} or newer, or an Enterprise Edition before it`,
  );
}
