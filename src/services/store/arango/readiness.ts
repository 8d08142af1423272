/**
 * When the deployment is set up: at the first request that needs it, once. While it does not answer, every request
 * tries again, so Shardbook recovers by itself; likewise when the database is gone one day.
 */
import type { NamingConvention } from '../../model/asset.js';
import type { ArangoClient } from './client.js';
import type { DeploymentFacts } from './deployment.js';
import type { GraphSettings } from './settings.js';
import { type Ready, setUp, setUpGraph } from './setup.js';

export class Readiness {
  #ready: Promise<Ready> | null = null;
  readonly #adding = new Map<NamingConvention, Promise<void>>();
  readonly #added = new Set<NamingConvention>();

  constructor(
    private readonly client: ArangoClient,
    private readonly graph: GraphSettings,
    /** The graph that is there from the start. */
    private readonly firstNaming: NamingConvention,
  ) {}

  /** Resolves with what answers, once its database, first graph and own collections are there. */
  async facts(): Promise<DeploymentFacts> {
    return (await this.#basis()).facts;
  }

  /** The graphs that are there, in the order of `namingConventions`. */
  async graphs(): Promise<readonly NamingConvention[]> {
    const { graphs } = await this.#basis();
    return [...graphs, ...this.#added];
  }

  /** Resolves once the graph of a naming convention is there; makes it where it is missing. */
  async requireGraph(naming: NamingConvention): Promise<void> {
    const { facts, graphs } = await this.#basis();
    if (graphs.includes(naming)) return;
    const known = this.#adding.get(naming);
    if (known) return known;
    const made = setUpGraph(this.client, naming, this.graph, facts);
    this.#adding.set(naming, made);
    made.then(
      () => this.#added.add(naming),
      () => this.#adding.delete(naming),
    );
    return made;
  }

  /** Forgets that the deployment is ready: something of it is gone, and the next request looks again. */
  forget(): void {
    this.#ready = null;
    this.#adding.clear();
    this.#added.clear();
  }

  #basis(): Promise<Ready> {
    if (this.#ready) return this.#ready;
    const ready = setUp(this.client, this.graph, this.firstNaming);
    this.#ready = ready;
    ready.catch(() => {
      if (this.#ready === ready) this.#ready = null;
    });
    return ready;
  }
}
