/**
 * When the deployment is set up: at the first request that needs it, once. While it does not answer, every request
 * tries again, so Shardbook recovers by itself; likewise when the database is gone one day.
 */
import { Remembered } from '../../base/remembered.js';
import type { NamingConvention } from '../../model/asset.js';
import type { ArangoClient } from './client.js';
import type { DeploymentFacts } from './deployment.js';
import type { GraphSettings } from './settings.js';
import { type Ready, setUp, setUpGraph } from './setup.js';

export class Readiness {
  readonly #ready = new Remembered<Ready>();
  readonly #adding = new Remembered<void>();
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
    await this.#adding.get(naming, async () => {
      await setUpGraph(this.client, naming, this.graph, facts);
      this.#added.add(naming);
    });
  }

  /** Forgets that the deployment is ready: something of it is gone, and the next request looks again. */
  forget(): void {
    this.#ready.forget();
    this.#adding.forget();
    this.#added.clear();
  }

  #basis(): Promise<Ready> {
    return this.#ready.get('all', () => setUp(this.client, this.graph, this.firstNaming));
  }
}
