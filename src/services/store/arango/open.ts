/** Opens the ArangoDB store: the same product on a real cluster. Nothing is asked of the cluster until it is needed. */
import { StoreUnusableError } from '../../errors/errors.js';
import type { NamingConvention } from '../../model/asset.js';
import type { Store } from '../port.js';
import { assetStore } from './assets.js';
import { ArangoClient, withinSeconds } from './client.js';
import { ArangoFailure, errorNums } from './failures.js';
import { Foreign } from './foreign.js';
import { greatestImport } from './imports.js';
import { examineIntegrity } from './integrity.js';
import { topologyStore } from './moves.js';
import { type StoreParts, TenantTurns } from './parts.js';
import { Placements } from './placements.js';
import { Readiness } from './readiness.js';
import { recordStore } from './records.js';
import { RunLeases, runStore } from './runs.js';
import { figureStore } from './servers.js';
import type { ArangoStoreSettings } from './settings.js';
import { Sizes } from './sizes.js';
import { tenantStore } from './tenants.js';
import { TopologyReader } from './topology.js';

type Basis = Pick<StoreParts, 'client' | 'readiness' | 'placements'>;

/** Tenant keys asked for at once: each is a request of its own, and one in a dozen or so falls where it should. */
const placementsAtOnce = 16;

/**
 * Returns the store of a deployment. Its database, SmartGraph (of `naming`) and collections are made at the first call
 * that needs them; while the deployment does not answer, calls throw a StoreUnavailableError that says why, and a
 * StoreUnusableError when something is in the way.
 */
export function openArangoStore(settings: ArangoStoreSettings, naming: NamingConvention): Store {
  const { clock, random } = settings;
  const client = new ArangoClient(settings.connection, clock);
  const readiness = new Readiness(client, settings.graph, naming);
  const placements = new Placements(client, readiness);
  const process = random.hex(16);
  const sizes = new Sizes(client, clock);
  const basis = { client, readiness, placements, turns: new TenantTurns(), clock, random, process };
  const reader = new TopologyReader(basis, sizes, new Foreign(client, sizes, clock));
  const parts: StoreParts = { ...basis, changes: { happened: () => reader.forget() } };
  const leases = new RunLeases(client, process);
  return {
    description: `ArangoDB store in database ${client.database} at ${client.endpoints}`,
    simulation: null,
    batches: { documents: greatestImport, placements: placementsAtOnce },
    isShared: true,
    answersAtOnce: false,
    documentsVersion: () => null,
    ...readyFirst(basis, {
      ...tenantStore(parts),
      ...assetStore(parts),
      ...topologyStore(parts, reader, { pollMs: settings.movePollMs, hangsAfterMs: settings.moveHangsAfterMs }),
      ...runStore(parts, leases),
      ...recordStore(parts),
      ...figureStore(parts),
      async ping() {
        await client.get('/_api/version');
      },
    }),
    // Without making first what is missing: that is what it is to find.
    examineIntegrity: () => examineIntegrity(client),
    async close() {
      if (client.closing.aborted) return;
      // What cannot be given up is free when its lease is over.
      await withinSeconds(() => leases.giveUp().catch(() => undefined));
      await client.close();
    },
  };
}

/**
 * Returns the same functions, each of which first makes sure that the deployment is set up, and has it looked at again
 * when something of it turns out to be gone.
 */
function readyFirst<Part extends object>({ client, readiness, placements }: Basis, part: Part): Part {
  const entries = Object.entries(part as Record<string, (...values: unknown[]) => Promise<unknown>>);
  return Object.fromEntries(
    entries.map(([name, method]) => [
      name,
      async (...values: unknown[]) => {
        await readiness.facts();
        try {
          return await method(...values);
        } catch (error) {
          const gone = error instanceof ArangoFailure ? lostCollection(error, client.database) : error;
          if (gone instanceof StoreUnusableError) {
            readiness.forget();
            placements.forget();
          }
          throw gone;
        }
      },
    ]),
  ) as Part;
}

function lostCollection(failure: ArangoFailure, database: string): Error {
  if (failure.errorNum !== errorNums.collectionNotFound) return failure;
  return new StoreUnusableError(
    `Database ${database} has lost a collection (${failure.message})`,
    'Restore it from a backup; Shardbook recreates the collections of its own at the next request',
    { cause: failure },
  );
}
