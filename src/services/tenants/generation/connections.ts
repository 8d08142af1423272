/** hasConnection: the network links between devices, from the exit point of one to the entry point of another. */
import type { Chance } from './chance.js';
import { deviceKey, deviceTypeAt, type Fields, type Output, type TenantContext } from './context.js';
import type { DeviceType } from './device-catalog.js';
import { edgeTemplate } from './edge.js';
import { leastAssetAge } from './timeline.js';

/** A medium with what it carries: bandwidth in Mbps, latency in milliseconds. */
interface Medium {
  readonly connectionType: string;
  readonly bandwidth: readonly [least: number, greatest: number];
  readonly latency: readonly [least: number, greatest: number];
}

const ethernet: Medium = { connectionType: 'ethernet', bandwidth: [100, 2500], latency: [1, 8] };
const wifi: Medium = { connectionType: 'wifi', bandwidth: [50, 1200], latency: [3, 30] };
const fiber: Medium = { connectionType: 'fiber', bandwidth: [1000, 10000], latency: [1, 5] };

/** Links tend to lead to what forwards traffic: this many candidates are examined to find such a device. */
const candidates = 3;

/**
 * Returns the maker of a tenant's connections: it puts those that leave device `index`, counted from 0, into the
 * output, two for even indexes and one for odd ones: exactly 30 for each unit of scale factor.
 *
 * Think of the devices as a ring. A link leads forward by less than half of the ring: so it cannot return to its own
 * device, and of two devices only one can reach the other. Links of one device go to different devices. Hence no pair
 * comes twice, in either direction, and no list of pairs is needed.
 */
export function connectionMaker(context: TenantContext): (output: Output, index: number) => void {
  const { chance, names, collections, tenantKey, devices } = context;
  const template = edgeTemplate(context, 'DeviceProxyOut', 'DeviceProxyIn', {
    [names.connectionType]: '',
    [names.bandwidthCapacity]: '',
    [names.networkLatency]: '',
  });
  const reach = devices / 2 - 1;
  let number = 0;

  function push(output: Output, index: number, distance: number): void {
    const target = (index + distance) % devices;
    const medium = drawMedium(chance, deviceTypeAt(context, index).type, deviceTypeAt(context, target).type);
    number += 1;
    const fields: Fields = {
      ...template,
      _key: `${tenantKey}:connection${number}:${tenantKey}`,
      _from: `${collections.DeviceProxyOut}/${deviceKey(context, index)}`,
      _to: `${collections.DeviceProxyIn}/${deviceKey(context, target)}`,
      created: context.now - chance.between(1, leastAssetAge),
    };
    fields[names.connectionType] = medium.connectionType;
    fields[names.bandwidthCapacity] = `${chance.between(...medium.bandwidth)}Mbps`;
    fields[names.networkLatency] = `${chance.between(...medium.latency)}ms`;
    output.push({ kind: 'hasConnection', fields });
  }

  return (output, index) => {
    const first = drawDistance(context, index, reach);
    push(output, index, first);
    if (index % 2 === 0) push(output, index, 1 + ((first + chance.below(reach - 1)) % reach));
  };
}

/** Returns a distance from 1 to `reach`. */
function drawDistance(context: TenantContext, index: number, reach: number): number {
  let distance = 0;
  for (let candidate = 0; candidate < candidates; candidate++) {
    distance = context.chance.between(1, reach);
    const { type } = deviceTypeAt(context, index + distance);
    if (type === 'router' || type === 'firewall') break;
  }
  return distance;
}

/** Laptops roam and sensors hang on walls; what stands in a rack is cabled. */
function drawMedium(chance: Chance, from: DeviceType, to: DeviceType): Medium {
  const isMobile = (type: DeviceType): boolean => type === 'laptop' || type === 'IoT';
  if (isMobile(from) && isMobile(to)) return wifi;
  if (isMobile(from) || isMobile(to)) return chance.below(3) === 0 ? ethernet : wifi;
  return chance.below(2) === 0 ? ethernet : fiber;
}
