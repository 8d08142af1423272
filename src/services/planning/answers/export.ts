/**
 * A plan as ArangoDB takes it. What its endpoint does with a move was read in `RestAdminClusterHandler.cpp`
 * (RebalanceExecuteOptions, executeMoveShardOperations) and `arangod/Agency/MoveShard.cpp` of arangodb/arangodb 3.12, and
 * in `develop/http-api/cluster.md` of arangodb/docs-hugo.
 */
import { createHash } from 'node:crypto';

import { canonicalJson } from '../../base/canonical.js';
import { nextTurn } from '../../base/turns.js';
import { PlanNotApplicableError } from '../../errors/errors.js';
import { type ExecutedMove, movesLeader, prototypeShard } from '../../model/executed-move.js';
import type { Move, RebalancePlan } from '../../model/plan.js';
import type { PlanExport, WaveExport } from '../../model/plan-export.js';
import type { TopologyCollection, TopologyGroup } from '../../model/topology.js';

/** The database of the guide, and the default of `ARANGO_DATABASE`. */
export const defaultDatabase = 'network_assets_demo';

/** Moves turned into text before other work gets its turn: about 5 ms. */
const movesInOneTurn = 300;

/** Shard groups looked at before other work gets its turn: about 2 ms. */
const groupsInOneTurn = 10_000;

/**
 * Returns a plan as text; the same plan gives the same bytes. Coupled shards move with their prototype's, so that is the
 * one that is named. Throws PlanNotApplicableError for a plan that imagines servers or shard groups.
 */
export async function exportOf(plan: RebalancePlan, database: string = defaultDatabase): Promise<PlanExport> {
  const { obstacle } = plan.whatIf;
  if (obstacle) throw new PlanNotApplicableError(plan.id, obstacle.sentence, obstacle.remedy);
  const shardOf = await prototypeShards(plan);
  const moves = await listed(plan.moves, canonicalJson);
  const waves: WaveInParts[] = [];
  for (const { index, moves: indexes } of plan.waves) {
    const inWave = await listed(indexes, (at) => canonicalJson(executed(plan.moves[at], database, shardOf)));
    waves.push({ index, moves: indexes.length, body: ['{"moves":', ...inWave, ',"version":1}'] });
  }
  const notes = notesFor(plan);
  const { id: planId, planHash, createdAt, baseFingerprint } = plan;
  const head = `{"baseFingerprint":${canonicalJson(baseFingerprint)},"createdAt":${canonicalJson(createdAt)},"format":"shardbook-plan","moves":`;
  const middle = `,"notes":${canonicalJson(notes)},"planHash":${canonicalJson(planHash)},"version":1,"waves":[`;
  const parts = [
    ...[head, ...moves, middle],
    ...waves.flatMap(({ index, body }) => [`${index === 0 ? '' : ','}{"execute":`, ...body, `,"index":${index}}`]),
    ']}\n',
  ];
  return {
    ...{ planId, planHash, createdAt, notes },
    moves: textOf(moves),
    waves: waves.map((wave) => ({ ...wave, body: textOf(wave.body) })),
    file: textOf(parts),
    sha256: await hashOf(parts),
  };
}

function executed(move: Move | undefined, database: string, shardOf: ShardOf): ExecutedMove {
  const place = move && shardOf(move.groupId);
  if (!place)
    throw new RangeError(`A wave names a move of ${move?.groupId ?? 'nothing'}, which the plan does not have`);
  const { kind, from, to } = move;
  return { database, ...place, from, to, isLeader: movesLeader(kind) };
}

type ShardOf = (groupId: string) => Pick<ExecutedMove, 'collection' | 'shard'> | null;

/** Finds the shard of the collection that the others follow, for groups that move: most do not. */
async function prototypeShards({ before: { collections, groups }, moves }: RebalancePlan): Promise<ShardOf> {
  const prototypes = new Map<string, TopologyCollection>();
  for (const collection of collections) {
    const owner = collection.graph ?? collection.name;
    if (collection.distributeShardsLike === null && !prototypes.has(owner)) prototypes.set(owner, collection);
  }
  const moving = new Set(moves.map(({ groupId }) => groupId));
  const byId = new Map<string, TopologyGroup>();
  for (const [index, group] of groups.entries()) {
    if (moving.has(group.groupId)) byId.set(group.groupId, group);
    if (index % groupsInOneTurn === groupsInOneTurn - 1) await nextTurn();
  }
  return (groupId) => {
    const group = byId.get(groupId);
    return group ? prototypeShard(group, prototypes.get(group.graph)) : null;
  };
}

function notesFor({ before, moves, baseFingerprint }: RebalancePlan): readonly string[] {
  const notes = [
    `The moves are for the topology with fingerprint ${baseFingerprint}: on any other they may be refused or do harm`,
    'Send one body per wave: the server starts all moves of a body as it can, in no order. A wave is over when GET /_admin/cluster/rebalance reports todoMoveShards 0 and pendingMoveShards 0',
    'Shards are those of the prototype collections; coupled shards follow them',
  ];
  if (moves.some(({ kind }) => kind === 'MOVE_LEADER')) {
    notes.push(
      'After a MOVE_LEADER the server keeps the old leader as a follower until its supervision drops the surplus replica: wait for that too, and see with GET /_admin/cluster/shardDistribution which replica went',
    );
  }
  if (before.tenants.some(({ isImagined }) => isImagined)) {
    notes.push(
      'Bytes and documents of the moves count tenants that are still to come; the moves suit the cluster with them',
    );
  }
  if (before.deployment === 'SIMULATED') {
    notes.push('Collections and shards are those of the simulated cluster: no ArangoDB knows them');
  } else if (before.collections.some(({ collectionId }) => collectionId === undefined)) {
    notes.push('Ids of collections are not known: replace the names by the ids that GET /_api/collection reports');
  }
  return notes;
}

/** A text in parts, which joined at once would hold up everything else. */
type Parts = readonly string[];

interface WaveInParts extends Omit<WaveExport, 'body'> {
  readonly body: Parts;
}

/** A JSON list, made in turns: a plan may have tens of thousands of moves. */
async function listed<T>(items: readonly T[], jsonOf: (item: T) => string): Promise<Parts> {
  const parts: string[] = [];
  for (let at = 0; at < items.length; at += movesInOneTurn) {
    parts.push(
      `${at === 0 ? '' : ','}${items
        .slice(at, at + movesInOneTurn)
        .map(jsonOf)
        .join(',')}`,
    );
    await nextTurn();
  }
  return ['[', ...parts, ']'];
}

/** Adding keeps the parts as they are; `join` would copy them all into one. */
function textOf(parts: Parts): string {
  return parts.reduce((text, part) => text + part, '');
}

async function hashOf(parts: Parts): Promise<string> {
  const sha256 = createHash('sha256');
  for (const part of parts) {
    sha256.update(part, 'utf8');
    // A part is some hundred kilobytes at most, a millisecond; most are far shorter.
    if (part.length > 10_000) await nextTurn();
  }
  return sha256.digest('hex');
}
