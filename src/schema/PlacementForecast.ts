/** Where a new tenant would land, and what that would do to the servers. */
import type {
  PlacementCandidate as DomainCandidate,
  PlacementForecast as DomainForecast,
  ServerForecast as DomainServer,
} from '../services/model/advice.js';
import { MeasureBalance } from './Balance.js';
import { builder } from './builder.js';
import type { ClusterView } from './cluster-view.js';
import { DbServer } from './DbServer.js';
import { enumOf } from './enum.js';
import { exposedOf, show } from './exposed.js';
import { existing } from './parts.js';
import { ShardGroup } from './ShardGroup.js';
import { Tenant, tenantsOf } from './Tenant.js';

/** How the shard group of a new tenant is chosen. */
export const PlacementStrategy = enumOf('PlacementStrategy', 'How the shard group of a new tenant is chosen.', {
  HASH: "By the hash of the tenant's key, as ArangoDB does it.",
  LEAST_LOADED: 'Keys are generated until one hashes to the least loaded shard group.',
});

/** A forecast with the live cluster that it was made for. */
export interface ForecastShape {
  readonly view: ClusterView;
  readonly forecast: DomainForecast;
}

const PlacementCandidate = builder
  .objectRef<{ view: ClusterView; candidate: DomainCandidate }>('PlacementCandidate')
  .implement({
    description: 'A shard group in which the tenant may be placed.',
    fields: exposedOf('candidate', (t) => ({
      group: t.field({
        type: ShardGroup,
        description: 'The shard group in its current state.',
        resolve: ({ view, candidate }) => existing(view.group(candidate.groupId), candidate.groupId),
      }),
      probability: show(
        'Float',
        'Probability of this placement, 0 to 1; the probabilities of all candidates add up to 1.',
      ),
      leader: t.field({
        type: DbServer,
        description: 'The DB-Server that leads the shard group.',
        resolve: ({ view, candidate }) => view.replicaHolder(candidate.leader),
      }),
      neighbours: t.field({
        type: [Tenant],
        description: 'The tenants already in the shard group.',
        resolve: ({ view, candidate }) =>
          tenantsOf(view, [existing(view.group(candidate.groupId), candidate.groupId).group]),
      }),
      bytesAfter: show('BigInt', 'Size of the shard group in bytes with the tenant added; one copy; modelled.'),
      documentsAfter: show('BigInt', 'Number of documents in the shard group with the tenant added; one copy.'),
      maxServerBytesAfter: show('BigInt', 'Bytes on the fullest DB-Server if the tenant is placed here; modelled.'),
    })),
  });

const ServerForecast = builder.objectRef<{ view: ClusterView; server: DomainServer }>('ServerForecast').implement({
  description:
    'A DB-Server with the tenant added. Where several shard groups are possible, each is weighted by ' +
    'its probability. Modelled.',
  fields: exposedOf('server', (t) => ({
    server: t.field({
      type: DbServer,
      description: 'The DB-Server in its current state.',
      resolve: ({ view, server }) => view.replicaHolder(server.serverId),
    }),
    bytesBefore: show('BigInt', 'Bytes on the DB-Server now.'),
    bytesAfter: show(
      'BigInt',
      'Bytes on the DB-Server with the tenant added; the expected value where several shard groups are possible.',
    ),
    documentsBefore: show('BigInt', 'Number of documents on the DB-Server now.'),
    documentsAfter: show(
      'Float',
      'Number of documents on the DB-Server with the tenant added; the expected value where several shard ' +
        'groups are possible.',
    ),
    leadsProbability: show('Float', "Probability that the DB-Server will lead the tenant's shard group, 0 to 1."),
  })),
});

/** Where a new tenant would land. */
export const PlacementForecast = builder.objectRef<ForecastShape>('PlacementForecast').implement({
  description: 'Where a tenant of a given size would be placed. A forecast changes nothing.',
  fields: exposedOf('forecast', (t) => ({
    sentence: show('String', 'The forecast in one sentence, with numbers.'),
    strategy: show(PlacementStrategy, 'How the shard group would be chosen.'),
    scaleFactor: show('Int', 'Size of the tenant, 1 to 1000: each unit stands for 1,095 documents.'),
    documents: show('BigInt', 'Number of documents that the tenant would have; exact.'),
    bytes: show('BigInt', "Size of the tenant's documents in bytes; one copy; modelled."),
    bytesBasis: show('String', 'How the number of bytes was estimated, as a sentence.'),
    candidates: t.field({
      type: [PlacementCandidate],
      description: 'The possible shard groups, most likely first.',
      resolve: ({ view, forecast }) => forecast.candidates.map((candidate) => ({ view, candidate })),
    }),
    certainGroup: t.field({
      type: ShardGroup,
      nullable: true,
      description:
        'The shard group in which the tenant will certainly be placed; null when that depends on a key not ' +
        'yet known.',
      resolve: ({ view, forecast }) => (forecast.certainGroupId === null ? null : view.group(forecast.certainGroupId)),
    }),
    servers: t.field({
      type: [ServerForecast],
      description: 'The effect of the tenant on each DB-Server.',
      resolve: ({ view, forecast }) => forecast.servers.map((server) => ({ view, server })),
    }),
    balanceBefore: t.field({
      type: [MeasureBalance],
      description: 'Balance of each measure without the tenant.',
      resolve: ({ view, forecast }) => forecast.balanceBefore.map((balance) => ({ view, balance })),
    }),
    balanceAfterBest: t.field({
      type: [MeasureBalance],
      description: 'Balance of each measure with the tenant in the most favourable candidate; modelled.',
      resolve: ({ view, forecast }) => forecast.balanceAfterBest.map((balance) => ({ view, balance })),
    }),
    balanceAfterWorst: t.field({
      type: [MeasureBalance],
      description: 'Balance of each measure with the tenant in the least favourable candidate; modelled.',
      resolve: ({ view, forecast }) => forecast.balanceAfterWorst.map((balance) => ({ view, balance })),
    }),
    warnings: show(['String'], 'DB-Servers that the tenant could fill beyond their capacity, one sentence each.'),
  })),
});
