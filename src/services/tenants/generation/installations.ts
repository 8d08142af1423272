/**
 * hasDeviceSoftware: which devices run a software. Every software runs on one device at least and a third of them on
 * two, which makes exactly 40 edges for each unit of scale factor; no router runs any.
 */
import { deviceKey, type Output, slotsOfTypes, type TenantContext } from './context.js';
import { edgeTemplate } from './edge.js';
import type { Product } from './software-catalog.js';
import { leastAssetAge } from './timeline.js';

/** Puts the edges of software `index`, counted from 0, with this proxy key into the output. */
export type InstallationMaker = (output: Output, index: number, softwareKey: string, product: Product) => void;

/** Thirty software have forty edges: every third software has a second one. */
const softwarePerSecondEdge = 3;

/**
 * Returns the maker of a tenant's hasDeviceSoftware edges. All edges of a software are made together, from different
 * devices: so no pair can come twice, and no list of pairs is needed.
 */
export function installationMaker(context: TenantContext): InstallationMaker {
  const { chance, tenantKey, collections, scaleFactor, deviceSlots } = context;
  const template = edgeTemplate(context, 'DeviceProxyOut', 'SoftwareProxyIn');
  const slotsOfProducts = new Map<Product, readonly number[]>();
  let number = 0;

  function push(output: Output, softwareKey: string, slots: readonly number[], host: number): void {
    const unit = Math.floor(host / slots.length);
    const device = unit * deviceSlots.length + (slots[host % slots.length] ?? 0);
    number += 1;
    output.push({
      kind: 'hasDeviceSoftware',
      fields: {
        ...template,
        _key: `${tenantKey}:deviceSoftware${number}:${tenantKey}`,
        _from: `${collections.DeviceProxyOut}/${deviceKey(context, device)}`,
        _to: `${collections.SoftwareProxyIn}/${softwareKey}`,
        created: context.now - chance.between(1, leastAssetAge),
      },
    });
  }

  return (output, index, softwareKey, product) => {
    let slots = slotsOfProducts.get(product);
    if (!slots) slotsOfProducts.set(product, (slots = slotsOfTypes(context, product.runsOn)));
    const hosts = slots.length * scaleFactor;
    const host = chance.below(hosts);
    push(output, softwareKey, slots, host);
    if (index % softwarePerSecondEdge !== 0) return;
    push(output, softwareKey, slots, (host + 1 + chance.below(hosts - 1)) % hosts);
  };
}
