/**
 * Software: six versions of each, its two proxies, the edges between them, and the devices that run it. Going back in
 * time, each version differs from the one after it in release, port, or whether it was enabled.
 */
import { NEVER_EXPIRES } from '../../model/asset.js';
import type { Chance } from './chance.js';
import { deviceKey, type Fields, type Output, slotsOfTypes, softwareTypeAt, type TenantContext } from './context.js';
import { edgeTemplate } from './edge.js';
import type { Product } from './software-catalog.js';
import { drawTimeline, leastAssetAge } from './timeline.js';
import { versionEdgeMaker } from './versions.js';

/** What changes from version to version. Both numbers are indexes into the product's lists. */
interface SoftwareState {
  /** A greater one is older. */
  release: number;
  port: number;
  isEnabled: boolean;
}

/** Returns the maker of a tenant's software: it puts software `index`, counted from 0, and its edges into the output. */
export function softwareMaker(context: TenantContext): (output: Output, index: number) => void {
  const { chance, names, marks, tenantKey } = context;
  const pushVersionEdges = versionEdgeMaker(context, 'Software');
  const pushInstallations: InstallationMaker = installationMaker(context);

  return (output, index) => {
    const entry = softwareTypeAt(context, index);
    const product = chance.pick(entry.products);
    const key = `${tenantKey}:software${index + 1}`;
    const name = `${product.name} ${chance.faker.commerce.department()} #${index + 1}`;
    const timeline = drawTimeline(chance, context.now);
    const state = drawState(chance, product);
    const currentVersion = product.versions[state.release] ?? '';
    const template: Fields = {
      _key: '',
      ...marks,
      name,
      type: entry.type,
      version: '',
      [names.portNumber]: 0,
      [names.isEnabled]: true,
      created: 0,
      expired: NEVER_EXPIRES,
    };
    timeline.forEach(({ created, expired }, version) => {
      if (version > 0) goBack(state, chance, product);
      const fields: Fields = { ...template, _key: `${key}-${version}`, created, expired };
      fields.version = product.versions[state.release] ?? '';
      fields[names.portNumber] = product.ports[state.port] ?? 0;
      fields[names.isEnabled] = state.isEnabled;
      output.push({ kind: 'Software', fields });
    });
    const proxy = { name, type: entry.type, version: currentVersion };
    output.push(
      { kind: 'SoftwareProxyIn', fields: { _key: key, ...marks, ...proxy } },
      { kind: 'SoftwareProxyOut', fields: { _key: key, ...marks, ...proxy } },
    );
    pushVersionEdges(output, context.devices + index, key, timeline);
    pushInstallations(output, index, key, product);
  };
}

/** The state of a current version: seven in ten listen on the default port, nine in ten are enabled. */
function drawState(chance: Chance, product: Product): SoftwareState {
  return {
    release: chance.below(product.versions.length - 1),
    port: chance.below(10) < 7 ? 0 : chance.below(product.ports.length),
    isEnabled: chance.below(10) < 9,
  };
}

/** Turns the state of a version into that of the version before it: one thing differs. */
function goBack(state: SoftwareState, chance: Chance, product: Product): void {
  const change = chance.below(4);
  if (change < 2 && state.release + 1 < product.versions.length) state.release += 1;
  else if (change === 2) state.port = (state.port + 1 + chance.below(product.ports.length - 1)) % product.ports.length;
  else state.isEnabled = !state.isEnabled;
}

/** Puts the edges of software `index`, counted from 0, with this proxy key into the output. */
type InstallationMaker = (output: Output, index: number, softwareKey: string, product: Product) => void;

/** Thirty software have forty edges: every third software has a second one. */
const softwarePerSecondEdge = 3;

/**
 * Returns the maker of a tenant's hasDeviceSoftware edges. All edges of a software are made together, from different
 * devices: so no pair can come twice, and no list of pairs is needed.
 */
function installationMaker(context: TenantContext): InstallationMaker {
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
