/** A site with its address, its place on the globe and the devices there. */
import type { Location as DomainLocation } from '../services/model/asset-view.js';
import { builder } from './builder.js';
import { Device } from './Device.js';
import { exposed, show } from './exposed.js';
import { NetworkAsset } from './NetworkAsset.js';
import { connectionTo } from './paging.js';

/** A site. */
export const Location = builder.objectRef<DomainLocation>('Location');

/** A page of sites. */
export const LocationConnection = connectionTo(Location, 'One page of locations with its place in the list.');

builder.node(Location, {
  description: 'A site of a tenant.',
  interfaces: [NetworkAsset],
  id: { description: 'Opaque global id of the location.', resolve: ({ key }) => key },
  loadManyWithoutCache: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.location.load(id))),
  fields: exposed((t) => ({
    name: show('String', 'Name of the site.'),
    streetAddress: show('String', 'Street and house number of the site.'),
    longitude: show('Float', 'Longitude in degrees, -180 to 180.'),
    latitude: show('Float', 'Latitude in degrees, -90 to 90.'),
    devices: t.field({
      type: [Device],
      description: 'The devices at the site, in their current version.',
      resolve: (location, _args, context) => context.loaders.devicesAtLocation.load(location),
    }),
  })),
});
