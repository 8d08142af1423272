/** Rebalancing (docs-hugo 3.12, develop/http-api/cluster.md, "Rebalance"). */
import { badParameter } from '../errors.js';
import { answer, read, type Reply, type Request } from '../exchange.js';
import { defaultImbalanceOptions, imbalanceOf, movableShards, participants } from '../imbalance.js';
import { type MoveJob, type MoveRequest, obstacleTo } from '../moves.js';
import { proposeMoves } from '../proposal.js';
import type { Route } from '../router.js';
import { poll } from '../supervision.js';
import { ArangoFault, type ArangoObject, type ArangoValue } from '../values.js';

const path = '/_admin/cluster/rebalance';
const needs = { need: 'ADMIN', onlyInSystem: true, onlyInCluster: true } as const;

export const rebalanceRoutes: readonly Route[] = [
  { method: 'GET', path, ...needs, handle: imbalance },
  { method: 'POST', path, ...needs, handle: (request) => answer(200, { result: propose(request).result }) },
  { method: 'PUT', path, ...needs, handle: proposeAndExecute },
  { method: 'POST', path: `${path}/execute`, ...needs, handle: execute },
];

/** cluster.md: the number of moves is capped. */
const maxMoves = 5000;

/** `pendingMoveShards` counts what has begun, `todoMoveShards` what has not; both are inside `result`, as the page's example shows. */
function imbalance({ deployment }: Request): Reply {
  poll(deployment);
  const shards = movableShards(deployment, defaultImbalanceOptions);
  const figures = imbalanceOf(shards, participants(deployment), defaultImbalanceOptions.piFactor);
  const pendingMoveShards = deployment.moves.filter(({ state }) => state === 'PENDING').length;
  const todoMoveShards = deployment.moves.length - pendingMoveShards;
  return answer(200, { result: { ...figures, pendingMoveShards, todoMoveShards } });
}

function propose(request: Request): { result: ArangoObject; moves: readonly MoveRequest[] } {
  const body = request.object();
  assertVersion(body);
  const options = {
    piFactor: read.number(body, 'piFactor') ?? defaultImbalanceOptions.piFactor,
    databasesExcluded: read.texts(body, 'databasesExcluded'),
    isSystemLeftOut: read.flag(body, 'excludeSystemCollections') ?? false,
    leaderChanges: read.flag(body, 'leaderChanges') ?? true,
    moveLeaders: read.flag(body, 'moveLeaders') ?? false,
    moveFollowers: read.flag(body, 'moveFollowers') ?? false,
    maximumNumberOfMoves: Math.min(maxMoves, read.number(body, 'maximumNumberOfMoves') ?? 1000),
  };
  const shards = movableShards(request.deployment, options);
  const servers = participants(request.deployment);
  const imbalanceBefore = imbalanceOf(shards, servers, options.piFactor);
  const moves = proposeMoves(shards, servers, options);
  const imbalanceAfter = imbalanceOf(shards, servers, options.piFactor);
  return { result: { imbalanceBefore, imbalanceAfter, moves: moves.map((move) => ({ ...move })) }, moves };
}

function proposeAndExecute(request: Request): Reply {
  const { result, moves } = propose(request);
  for (const move of moves) request.deployment.moves.push(jobOf(request, move));
  return answer(200, { result });
}

/** 200 for no moves, 202 for moves that are scheduled. What cannot be scheduled is decided before anything is. */
function execute(request: Request): Reply {
  const body = request.object();
  assertVersion(body);
  if (!Array.isArray(body.moves)) throw badParameter("'moves' must be an array");
  const jobs = read.list(body, 'moves').map((move) => jobOf(request, moveOf(move)));
  if (request.deployment.options.impossibleMoves === 'REFUSE') {
    for (const job of jobs) {
      const obstacle = obstacleTo(request.deployment, job);
      if (obstacle !== null) throw new ArangoFault(400, 10, obstacle);
    }
  }
  request.deployment.moves.push(...jobs);
  return answer(jobs.length === 0 ? 200 : 202, {});
}

function assertVersion(body: ArangoObject): void {
  if (read.number(body, 'version') !== 1) throw badParameter('Currently only version 1 is supported');
}

function moveOf(value: ArangoValue): MoveRequest {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badParameter('a move must be an object');
  const body = value as ArangoObject;
  const [from, to, shard] = ['from', 'to', 'shard'].map((name) => read.text(body, name));
  // The page says number; the server reads the id as text (RestAdminClusterHandler.cpp), so both are taken.
  const collection = typeof body.collection === 'string' ? Number(body.collection) : read.number(body, 'collection');
  const isLeader = read.flag(body, 'isLeader');
  if (from === undefined || to === undefined || shard === undefined)
    throw badParameter('a move needs from, to and shard');
  if (collection === undefined || isLeader === undefined) throw badParameter('a move needs collection and isLeader');
  return { from, to, shard, collection, isLeader };
}

/** Servers are named by their ids: the page calls `from` a server name, and its moves carry what health has as keys. */
function jobOf({ deployment }: Request, move: MoveRequest): MoveJob {
  const owners = [...deployment.databases.values()].flatMap(({ collections }) => [...collections.values()]);
  const owner = owners.find(({ id }) => id === String(move.collection));
  if (!owner) throw new ArangoFault(404, 1203, `collection or view not found: ${move.collection}`);
  const shard = owner.shards.find(({ id }) => id === move.shard);
  if (!shard) throw new ArangoFault(400, 10, `collection ${owner.name} has no shard ${move.shard}`);
  for (const id of [move.from, move.to]) {
    if (!deployment.servers.some((server) => server.id === id)) throw new ArangoFault(400, 10, `unknown server ${id}`);
  }
  return { ...move, owner, placement: shard.placement, state: 'TODO', isTransfer: false };
}
