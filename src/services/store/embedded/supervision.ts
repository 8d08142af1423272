/**
 * Repairs the simulated cluster in the background after a DB-Server failed or came back, as the Agency's supervision
 * does. It works from the topology alone: after a crash it goes on from whatever state the file is in.
 */
import { UnknownServerError } from '../../errors/errors.js';
import type { ServerStatus, TopologyServer } from '../../model/topology.js';
import { allServers, keepPlacement } from './cluster.js';
import type { Copies } from './copies.js';
import type { Database } from './database.js';
import { type Rebuild, type Repair, repairOf } from './repair.js';
import { serverOf, topologyOf } from './topology.js';

/** Replicas that are rebuilt at the same time; copies that share a server share its bandwidth. */
const rebuildsAtOnce = 8;

export class Supervision {
  readonly #database: Database;
  readonly #copies: Copies;
  readonly #listeners = new Set<() => void>();
  #running: Promise<void> | null = null;
  #mayHaveWork = false;

  constructor(database: Database, copies: Copies) {
    this.#database = database;
    this.#copies = copies;
  }

  /** Tells the listener from now on when the cluster has changed by itself. */
  watch(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Changes a server's status, and in the same transaction who leads and holds its groups. Throws UnknownServerError. */
  async setStatus(serverId: string, status: ServerStatus): Promise<TopologyServer> {
    const server = await this.#database.write(() => {
      const found = allServers(this.#database).find((row) => row.server_id === serverId);
      if (!found) throw new UnknownServerError(serverId);
      this.#database.run('update server set status = ? where server_id = ?', status, serverId);
      this.#reassign();
      return serverOf({ ...found, status });
    });
    this.#tell();
    this.lookAround();
    return server;
  }

  /** Starts to repair what there is to repair; returns at once. */
  lookAround(): void {
    if (this.#database.closing.aborted || !this.#isDamaged()) return;
    this.#mayHaveWork = true;
    this.#running ??= this.#database
      .track(() => this.#repairAll())
      .catch(() => undefined)
      .finally(() => {
        this.#running = null;
        // Somebody may have asked just after the last look.
        if (this.#mayHaveWork) this.lookAround();
      });
  }

  /** Resolves once nothing more can be repaired for now. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #repairAll(): Promise<void> {
    while (this.#mayHaveWork && !this.#database.closing.aborted) {
      this.#mayHaveWork = false;
      const { changed, rebuilds } = await this.#database.write(() => this.#reassign());
      if (changed.length > 0) this.#tell();
      const waiting = [...rebuilds];
      const worker = async (): Promise<void> => {
        for (let next = waiting.shift(); next; next = waiting.shift()) await this.#rebuild(next);
      };
      await Promise.all(Array.from({ length: rebuildsAtOnce }, worker));
    }
  }

  #reassign(): Repair {
    const repair = repairOf(topologyOf(this.#database), (groupId) => this.#copies.isClaimed(groupId));
    for (const group of repair.changed) keepPlacement(this.#database, group);
    return repair;
  }

  /** Copies a replica from its leader and marks it in sync; gives up when either server goes. */
  async #rebuild(rebuild: Rebuild): Promise<void> {
    // Whoever has claimed the group looks around again when it is done.
    if (!this.#copies.claim(rebuild.groupId)) return;
    try {
      const onSlice = (): void => {
        if (!this.#isNeeded(rebuild)) throw new Abandoned();
      };
      await this.#copies.copy(rebuild, onSlice, this.#database.closing);
      const isDone = await this.#database.write(() => this.#markInSync(rebuild));
      if (isDone) this.#tell();
    } catch (error) {
      if (!(error instanceof Abandoned)) throw error;
    } finally {
      this.#copies.release(rebuild.groupId);
    }
  }

  #markInSync(rebuild: Rebuild): boolean {
    if (!this.#isNeeded(rebuild)) return false;
    const group = topologyOf(this.#database).groups.find(({ groupId }) => groupId === rebuild.groupId);
    if (!group) return false;
    const inSync = group.followers.filter((serverId) => serverId === rebuild.to || group.inSync.includes(serverId));
    keepPlacement(this.#database, { ...group, inSync });
    return true;
  }

  #isNeeded({ groupId, from, to }: Rebuild): boolean {
    const row = this.#database.row<{ n: bigint }>(
      `select count(*) as n from shard_group g
       join server source on source.server_id = g.leader join server target on target.server_id = ?
       where g.group_id = ? and g.leader = ? and instr(g.followers, json_quote(?)) > 0
       and source.status not in ('BAD', 'FAILED') and target.status not in ('BAD', 'FAILED')`,
      ...[to, groupId, from, to],
    );
    return row?.n === 1n;
  }

  /** Cheap, since it is asked after every move: something is wrong only if a server is, or a follower is out of sync. */
  #isDamaged(): boolean {
    const row = this.#database.row<{ found: bigint }>(
      `select exists (select 1 from server where status in ('BAD', 'FAILED'))
       or exists (select 1 from shard_group where json_array_length(followers) > json_array_length(in_sync)) as found`,
    );
    return row?.found === 1n;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** A rebuild that is not needed any more, or not possible. */
class Abandoned extends Error {}
