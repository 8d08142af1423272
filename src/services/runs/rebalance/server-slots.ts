/** Holds the moves of a wave to the plan's limit: in how many of them one server takes part at the same time. */

/** A place for one move on both of its servers. */
interface Waiting {
  readonly servers: readonly string[];
  readonly resolve: () => void;
}

export class ServerSlots {
  readonly #most: number;
  readonly #busy = new Map<string, number>();
  /** In the order in which they came. */
  #waiting: readonly Waiting[] = [];

  /** `most`: moves that one server takes part in at the same time, 1 or more. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Resolves once each of the servers has a slot, which is then taken; give them back with `release`. */
  take(servers: readonly string[]): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = [...this.#waiting, { servers, resolve }];
      this.#admit();
    });
  }

  /** Gives back what `take` took. */
  release(servers: readonly string[]): void {
    for (const server of servers) this.#busy.set(server, this.#busyIn(server) - 1);
    this.#admit();
  }

  /** First come, first served, but nobody waits for a server that others wait for. */
  #admit(): void {
    this.#waiting = this.#waiting.filter(({ servers, resolve }) => {
      if (servers.some((server) => this.#busyIn(server) >= this.#most)) return true;
      for (const server of servers) this.#busy.set(server, this.#busyIn(server) + 1);
      resolve();
      return false;
    });
  }

  #busyIn(server: string): number {
    return this.#busy.get(server) ?? 0;
  }
}
