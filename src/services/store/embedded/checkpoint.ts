/**
 * Keeps the write-ahead log short without ever making the event loop wait for the disk. SQLite would flush inside a
 * commit; here the connection never flushes (`synchronous = off`) and this class does it on the thread pool, in the
 * order that keeps the file whole even when the power fails: log, then pages, then file, then an empty log. Writers
 * wait from the pages on, readers never.
 */
import { fstatSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

import type Driver from 'libsql';

/**
 * Some 1,000 pages: written back in a few milliseconds, and a crash leaves little more than that to replay. Half of it
 * makes writers wait a third longer for the disk in all, twice of it doubles each time that the event loop is held.
 */
const longLogBytes = 8 * 1024 ** 2;

export class Checkpointer {
  readonly #driver: Driver.Database;
  readonly #path: string;
  #log: FileHandle | null = null;
  #file: FileHandle | null = null;
  #running: Promise<void> | null = null;
  #held: Promise<void> | null = null;

  constructor(driver: Driver.Database, path: string) {
    this.#driver = driver;
    this.#path = path;
  }

  /**
   * Opens the log and the file for flushing. They stay open as long as the connection: closing any handle of the file
   * would drop the locks that this process holds on it.
   */
  async start(): Promise<void> {
    this.#file = await open(this.#path, 'r+');
    this.#log = await open(`${this.#path}-wal`, 'r+');
  }

  /** While it is not null, writers have to wait for it and look again; when it is null they may write at once. */
  get held(): Promise<void> | null {
    return this.#held;
  }

  /** Starts a checkpoint when the log has become long. */
  afterCommit(): void {
    if (this.#running || !this.#log || fstatSync(this.#log.fd).size < longLogBytes) return;
    this.#running = this.#flushAndCheckpoint().finally(() => {
      this.#running = null;
    });
  }

  /** Writes the log back and leaves one complete file without side files, unlocked. */
  async finish(): Promise<void> {
    await this.#running;
    await this.#checkpoint();
    // Leaving WAL mode is what deletes the log. The lock goes with the first read in normal locking mode.
    this.#driver.exec('pragma journal_mode = delete');
    this.#driver.exec('pragma locking_mode = normal');
    this.#driver.exec('select count(*) from sqlite_schema');
    await this.#file?.sync();
  }

  /** Closes the handles; only after the connection is closed. */
  async release(): Promise<void> {
    await this.#log?.close();
    await this.#file?.close();
  }

  /** Most of the log reaches the disk while writers go on; the second flush, which they wait for, has little left. */
  async #flushAndCheckpoint(): Promise<void> {
    await this.#log?.sync().catch(() => undefined);
    this.#held = this.#checkpoint().finally(() => {
      this.#held = null;
    });
    await this.#held;
  }

  /** A failure leaves the log as it is: nothing is lost, and the next commit tries again. */
  async #checkpoint(): Promise<void> {
    try {
      await this.#log?.sync();
      this.#driver.exec('pragma wal_checkpoint(passive)');
      await this.#file?.sync();
      this.#driver.exec('pragma wal_checkpoint(truncate)');
    } catch {
      // The disk is full or fails; whoever writes next is told, because the log cannot grow either.
    }
  }
}
