/** A network link between two devices of one tenant. */
import type { Connection as DomainConnection } from '../services/model/asset-view.js';
import { builder } from './builder.js';
import { Device } from './Device.js';
import { NetworkAsset } from './NetworkAsset.js';

const ConnectionType = builder.enumType('ConnectionType', {
  description: 'What a link is made of.',
  values: {
    ETHERNET: { value: 'ethernet', description: 'Copper.' },
    WIFI: { value: 'wifi', description: 'Radio.' },
    FIBER: { value: 'fiber', description: 'Glass.' },
  } as const,
});

type ConnectionTypeValue = typeof ConnectionType.$inferType;

/** A network link. */
export const Connection = builder.objectRef<DomainConnection>('Connection');

builder.node(Connection, {
  description: 'A network link from one device to another.',
  interfaces: [NetworkAsset],
  id: { description: 'Opaque global id.', resolve: ({ key }) => key },
  loadManyWithoutCache: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.connection.load(id))),
  fields: (t) => ({
    connectionType: t.field({
      type: ConnectionType,
      description: 'What it is made of.',
      // The enum refuses any other value that a document might have.
      resolve: ({ connectionType }) => connectionType as ConnectionTypeValue,
    }),
    bandwidthCapacity: t.exposeString('bandwidthCapacity', { description: 'With its unit, e.g. 427Mbps.' }),
    networkLatency: t.exposeString('networkLatency', { description: 'With its unit, e.g. 2ms.' }),
    from: t.field({
      type: Device,
      nullable: true,
      description: 'The device where it starts, in its current version.',
      resolve: async (connection, _args, { loaders }) => (await loaders.endsOfConnection.load(connection)).from,
    }),
    to: t.field({
      type: Device,
      nullable: true,
      description: 'The device where it ends, in its current version.',
      resolve: async (connection, _args, { loaders }) => (await loaders.endsOfConnection.load(connection)).to,
    }),
  }),
});
