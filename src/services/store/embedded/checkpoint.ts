/**
 * Keeps the write-ahead log short without ever making the event loop wait for the disk. SQLite would flush inside a
 * commit; here the connection never flushes (`synchronous = off`) and this class does it on the thread pool, in the
 * order that keeps the file whole even when the power fails: log, then pages, then file, then an empty log. Writers
 * wait from the pages on, readers never. It works on either thread, for the connection of that thread.
 */
import { fstatSync, fsync } from 'node:fs';
import { promisify } from 'node:util';

import type { Connection } from './connection.js';
import type { WriteTurns } from './write-turns.js';

/**
 * Some 1,000 pages: written back in a few milliseconds, and a crash leaves little more than that to replay. Half of it
 * makes writers wait a third longer for the disk in all, twice of it doubles each time that the event loop is held.
 */
const longLogBytes = 8 * 1024 ** 2;

const flush = promisify(fsync);

/**
 * Descriptors of the file and its log. One thread opens them, and they stay open as long as any connection of the
 * process: closing any descriptor of the file would drop the locks that the process holds on it.
 */
export interface FileDescriptors {
  readonly file: number;
  readonly log: number;
}

export class Checkpointer {
  readonly #connection: Connection;
  readonly #descriptors: FileDescriptors;
  readonly #turns: WriteTurns;
  #running: Promise<void> | null = null;

  /** `turns`: those that writers of this connection wait for. */
  constructor(connection: Connection, descriptors: FileDescriptors, turns: WriteTurns) {
    this.#connection = connection;
    this.#descriptors = descriptors;
    this.#turns = turns;
  }

  /** Starts a checkpoint when the log has become long; returns its end, or null when none was started. */
  afterCommit(): Promise<void> | null {
    if (this.#running || fstatSync(this.#descriptors.log).size < longLogBytes) return null;
    this.#running = this.#flushAndCheckpoint().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Writes the log back and leaves one complete file without side files, unlocked. No other connection may be open. */
  async finish(): Promise<void> {
    await this.#running;
    await this.#checkpoint();
    // Leaving WAL mode is what deletes the log. The lock goes with the first read in normal locking mode.
    this.#connection.script('pragma journal_mode = delete');
    this.#connection.script('pragma locking_mode = normal');
    this.#connection.script('select count(*) from sqlite_schema');
    await flush(this.#descriptors.file);
  }

  /** Most of the log reaches the disk while writers go on; the second flush, which they wait for, has little left. */
  async #flushAndCheckpoint(): Promise<void> {
    await flush(this.#descriptors.log).catch(() => undefined);
    await this.#turns.take('HERE');
    await this.#checkpoint();
    this.#turns.release();
  }

  /** A failure leaves the log as it is: nothing is lost, and the next commit tries again. */
  async #checkpoint(): Promise<void> {
    try {
      await flush(this.#descriptors.log);
      const pages = this.#connection.row<{ log: bigint; checkpointed: bigint }>('pragma wal_checkpoint(passive)');
      // A reader on the other thread keeps back what came after it: then the log is still needed.
      if (pages?.log !== pages?.checkpointed) return;
      await flush(this.#descriptors.file);
      this.#connection.script('pragma wal_checkpoint(truncate)');
    } catch {
      // The disk is full or fails; whoever writes next is told, because the log cannot grow either.
    }
  }
}
