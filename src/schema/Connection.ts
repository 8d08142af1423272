/** A network link between two devices of one tenant. */
import type { Connection as DomainConnection } from '../services/model/asset-view.js';
import { builder } from './builder.js';
import { Device } from './Device.js';
import { exposed, show } from './exposed.js';
import { NetworkAsset } from './NetworkAsset.js';

const ConnectionType = builder.enumType('ConnectionType', {
  description: 'Transmission medium of a network connection.',
  values: {
    ETHERNET: { value: 'ethernet', description: 'Copper cable, as used by Ethernet.' },
    WIFI: { value: 'wifi', description: 'Radio link, as used by Wi-Fi.' },
    FIBER: { value: 'fiber', description: 'Optical fibre made of glass.' },
  } as const,
});

type ConnectionTypeValue = typeof ConnectionType.$inferType;

/** A network link. */
export const Connection = builder.objectRef<DomainConnection>('Connection');

builder.node(Connection, {
  description: 'A network connection from one device to another.',
  interfaces: [NetworkAsset],
  id: { description: 'Opaque global id of the connection.', resolve: ({ key }) => key },
  loadManyWithoutCache: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.connection.load(id))),
  fields: exposed((t) => ({
    connectionType: t.field({
      type: ConnectionType,
      description: 'The transmission medium of the connection.',
      // The enum refuses any other value that a document might have.
      resolve: ({ connectionType }) => connectionType as ConnectionTypeValue,
    }),
    bandwidthCapacity: show('String', 'Bandwidth with its unit, e.g. 427Mbps.'),
    networkLatency: show('String', 'Latency with its unit, e.g. 2ms.'),
    from: t.field({
      type: Device,
      nullable: true,
      description: 'The device at the start of the connection, in its current version.',
      resolve: (connection, _args, { loaders }) => loaders.startOfConnection.load(connection),
    }),
    to: t.field({
      type: Device,
      nullable: true,
      description: 'The device at the end of the connection, in its current version.',
      resolve: (connection, _args, { loaders }) => loaders.endOfConnection.load(connection),
    }),
  })),
});
