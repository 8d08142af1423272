/**
 * Software: six versions of each, its two proxies, the edges between them, and the devices that run it. Going back in
 * time, each version differs from the one after it in release, port, or whether it was enabled.
 */
import { NEVER_EXPIRES } from '../../model/asset.js';
import type { Chance } from './chance.js';
import { type Fields, type Output, softwareTypeAt, type TenantContext } from './context.js';
import { type InstallationMaker, installationMaker } from './installations.js';
import type { Product } from './software-catalog.js';
import { drawTimeline } from './timeline.js';
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
