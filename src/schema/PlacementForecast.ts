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
import { inTurnsIfLong } from './list-in-turns.js';
import { existing } from './parts.js';
import { ShardGroup } from './ShardGroup.js';
import { Tenant, tenantsOf } from './Tenant.js';

/** How the shard group of a new tenant is chosen. */
export const PlacementStrategy = builder.enumType('PlacementStrategy', {
  description: 'How the shard group of a new tenant is chosen.',
  values: {
    HASH: { description: "By the hash of the tenant's key, as ArangoDB does it." },
    LEAST_LOADED: { description: 'Keys are minted until the hash falls on the least loaded shard group.' },
  },
});

/** A forecast with the live cluster that it was made for. */
export interface ForecastShape {
  readonly view: ClusterView;
  readonly forecast: DomainForecast;
}

const PlacementCandidate = builder
  .objectRef<{ view: ClusterView; candidate: DomainCandidate }>('PlacementCandidate')
  .implement({
    description: 'One shard group in which the tenant may land.',
    fields: (t) => ({
      group: t.field({
        type: ShardGroup,
        description: 'The shard group as it is now.',
        resolve: ({ view, candidate }) => existing(view.group(candidate.groupId), candidate.groupId),
      }),
      probability: t.float({
        description: 'How likely it is, 0 to 1; all candidates add up to 1.',
        resolve: ({ candidate }) => candidate.probability,
      }),
      leader: t.field({
        type: DbServer,
        description: 'The DB-Server that leads the group.',
        resolve: ({ view, candidate }) => view.replicaHolder(candidate.leader),
      }),
      neighbours: t.field({
        type: [Tenant],
        description: 'The tenants that are there already.',
        resolve: ({ view, candidate }) =>
          tenantsOf(view, [existing(view.group(candidate.groupId), candidate.groupId).group]),
      }),
      bytesAfter: t.field({
        type: 'BigInt',
        description: 'Bytes in the group with the tenant; one copy; modelled.',
        resolve: ({ candidate }) => candidate.bytesAfter,
      }),
      documentsAfter: t.field({
        type: 'BigInt',
        description: 'Documents in the group with the tenant; one copy.',
        resolve: ({ candidate }) => candidate.documentsAfter,
      }),
      maxServerBytesAfter: t.field({
        type: 'BigInt',
        description: 'Bytes on the fullest server if the tenant lands here; modelled.',
        resolve: ({ candidate }) => candidate.maxServerBytesAfter,
      }),
    }),
  });

const ServerForecast = builder.objectRef<{ view: ClusterView; server: DomainServer }>('ServerForecast').implement({
  description: 'One server with the tenant added, each possible group weighted with its probability. Modelled.',
  fields: (t) => ({
    server: t.field({
      type: DbServer,
      description: 'The server as it is now.',
      resolve: ({ view, server }) => view.replicaHolder(server.serverId),
    }),
    bytesBefore: t.field({
      type: 'BigInt',
      description: 'Bytes on it now.',
      resolve: ({ server }) => server.bytesBefore,
    }),
    bytesAfter: t.field({
      type: 'BigInt',
      description: 'Bytes on it with the tenant; the expected value where several groups are possible.',
      resolve: ({ server }) => server.bytesAfter,
    }),
    documentsBefore: t.field({
      type: 'BigInt',
      description: 'Documents on it now.',
      resolve: ({ server }) => server.documentsBefore,
    }),
    documentsAfter: t.float({
      description: 'Documents on it with the tenant; the expected value where several groups are possible.',
      resolve: ({ server }) => server.documentsAfter,
    }),
    leadsProbability: t.float({
      description: "How likely it leads the tenant's group, 0 to 1.",
      resolve: ({ server }) => server.leadsProbability,
    }),
  }),
});

/** Where a new tenant would land. */
export const PlacementForecast = builder.objectRef<ForecastShape>('PlacementForecast').implement({
  description: 'Where a tenant of some size would land. Asking changes nothing.',
  fields: (t) => ({
    sentence: t.string({ description: 'The forecast in one sentence.', resolve: ({ forecast }) => forecast.sentence }),
    strategy: t.field({
      type: PlacementStrategy,
      description: 'How its shard group would be chosen.',
      resolve: ({ forecast }) => forecast.strategy,
    }),
    scaleFactor: t.int({ description: 'Its size.', resolve: ({ forecast }) => forecast.scaleFactor }),
    documents: t.field({
      type: 'BigInt',
      description: 'Documents that it would have: exact.',
      resolve: ({ forecast }) => forecast.documents,
    }),
    bytes: t.field({
      type: 'BigInt',
      description: 'Bytes of its documents; one copy; modelled.',
      resolve: ({ forecast }) => forecast.bytes,
    }),
    bytesBasis: t.string({
      description: 'Where that number of bytes comes from.',
      resolve: ({ forecast }) => forecast.bytesBasis,
    }),
    candidates: t.field({
      type: [PlacementCandidate],
      description: 'The shard groups in which it may land, most likely first.',
      resolve: ({ view, forecast }) => inTurnsIfLong(forecast.candidates.map((candidate) => ({ view, candidate }))),
    }),
    certainGroup: t.field({
      type: ShardGroup,
      nullable: true,
      description: 'The shard group where it would land for certain; null where it is a matter of chance.',
      resolve: ({ view, forecast }) => (forecast.certainGroupId === null ? null : view.group(forecast.certainGroupId)),
    }),
    servers: t.field({
      type: [ServerForecast],
      description: 'What it would do to each server.',
      resolve: ({ view, forecast }) => forecast.servers.map((server) => ({ view, server })),
    }),
    balanceBefore: t.field({
      type: [MeasureBalance],
      description: 'Each measure now.',
      resolve: ({ view, forecast }) => forecast.balanceBefore.map((balance) => ({ view, balance })),
    }),
    balanceAfterBest: t.field({
      type: [MeasureBalance],
      description: 'Each measure with the tenant in the candidate that suits best; modelled.',
      resolve: ({ view, forecast }) => forecast.balanceAfterBest.map((balance) => ({ view, balance })),
    }),
    balanceAfterWorst: t.field({
      type: [MeasureBalance],
      description: 'Each measure with the tenant in the candidate that suits least; modelled.',
      resolve: ({ view, forecast }) => forecast.balanceAfterWorst.map((balance) => ({ view, balance })),
    }),
    warnings: t.stringList({
      description: 'Servers that it could fill beyond their capacity, as sentences.',
      resolve: ({ forecast }) => [...forecast.warnings],
    }),
  }),
});
