/** Locations: the sites of a tenant, with a postal address and a GeoJSON point. */
import { NEVER_EXPIRES } from '../../model/asset.js';
import type { Output, TenantContext } from './context.js';
import { leastLocationAge } from './timeline.js';

const siteKinds = ['Office', 'Data Center', 'Warehouse', 'Campus', 'Branch', 'Plant'] as const;

/** Sites are up to this much older than the oldest device can be, in seconds: four years. */
const furtherAge = 4 * 365 * 24 * 3600;

/** Returns the maker of a tenant's locations: it puts location `index`, counted from 0, into the output. */
export function locationMaker(context: TenantContext): (output: Output, index: number) => void {
  const { chance, names, marks, tenantKey, now } = context;
  const { location } = chance.faker;

  return (output, index) => {
    output.push({
      kind: 'Location',
      fields: {
        _key: locationKey(tenantKey, index),
        ...marks,
        name: `${location.city()} ${chance.pick(siteKinds)}`,
        [names.streetAddress]: location.streetAddress(),
        [names.geoLocation]: { type: 'Point', coordinates: [location.longitude(), location.latitude()] },
        created: now - leastLocationAge - chance.below(furtherAge),
        expired: NEVER_EXPIRES,
      },
    });
  };
}

/** Returns the `_key` of location `index`, counted from 0: keys count from 1. */
export function locationKey(tenantKey: string, index: number): string {
  return `${tenantKey}:location${index + 1}`;
}
