/**
 * Devices: six versions of each, its two proxies, the edges between them, and where it stands. Going back in time, each
 * version differs from the one after it in what changes in a device's life: host name, firewall rules, OS release.
 */
import { NEVER_EXPIRES } from '../../model/asset.js';
import type { Chance } from './chance.js';
import { deviceKey, deviceTypeAt, type Fields, type Output, type TenantContext } from './context.js';
import type { DeviceModel, DeviceTypeEntry } from './device-catalog.js';
import { edgeTemplate } from './edge.js';
import { locationKey } from './locations.js';
import { drawTimeline, versionsPerAsset } from './timeline.js';
import { versionEdgeMaker } from './versions.js';

/** What changes from version to version; the rest of a device stays. */
interface DeviceState {
  hostWord: number;
  /** One bit for each of the type's firewall rules. */
  rules: number;
  /** Index into the model's releases: a greater one is older. */
  release: number;
}

/** Host names need some different words; one device changes name at most five times. */
const hostWordCount = 24;

/** Bit masks of eight rules. */
const allRules = 0xff;

/** Returns the maker of a tenant's devices: it puts device `index`, counted from 0, and its edges into the output. */
export function deviceMaker(context: TenantContext): (output: Output, index: number) => void {
  const { chance, names, marks, collections, tenantKey } = context;
  const { faker } = chance;
  const hostWords = faker.helpers.uniqueArray(() => faker.science.chemicalElement().name.toLowerCase(), hostWordCount);
  const rulesOf = ruleLists();
  const pushVersionEdges = versionEdgeMaker(context, 'Device');
  const locationEdge = edgeTemplate(context, 'DeviceProxyOut', 'Location');

  return (output, index) => {
    const entry = deviceTypeAt(context, index);
    const model = chance.pick(entry.models);
    const key = deviceKey(context, index);
    const name = `${model.model} #${index + 1}`;
    const hostStart = `${entry.hostPrefix}${index + 1}-`;
    const timeline = drawTimeline(chance, context.now);
    const state = drawState(chance, model);
    const template: Fields = {
      _key: '',
      ...marks,
      name,
      type: entry.type,
      model: model.model,
      [names.serialNumber]: faker.string.uuid(),
      [names.ipAddress]: faker.internet.ipv4({ network: 'private-a' }),
      [names.macAddress]: faker.internet.mac(),
      [names.operatingSystem]: model.operatingSystem,
      [names.osVersion]: '',
      [names.hostName]: '',
      [names.firewallRules]: [],
      created: 0,
      expired: NEVER_EXPIRES,
    };
    timeline.forEach(({ created, expired }, version) => {
      if (version > 0) goBack(state, chance, model);
      const fields: Fields = { ...template, _key: `${key}-${version}`, created, expired };
      fields[names.osVersion] = model.osVersions[state.release] ?? '';
      fields[names.hostName] = `${hostStart}${hostWords[state.hostWord] ?? ''}.${context.domain}`;
      fields[names.firewallRules] = rulesOf(entry, state.rules);
      output.push({ kind: 'Device', fields });
    });
    output.push(
      { kind: 'DeviceProxyIn', fields: { _key: key, ...marks, name, type: entry.type } },
      { kind: 'DeviceProxyOut', fields: { _key: key, ...marks, name, type: entry.type } },
    );
    pushVersionEdges(output, index, key, timeline);
    output.push({
      kind: 'hasLocation',
      fields: {
        ...locationEdge,
        _key: `${tenantKey}:deviceLocation${index + 1}:${tenantKey}`,
        _from: `${collections.DeviceProxyOut}/${key}`,
        // In turn, so that every site has as many devices as any other.
        _to: `${collections.Location}/${locationKey(tenantKey, index % context.locations)}`,
        created: timeline[versionsPerAsset - 1]?.created ?? 0,
      },
    });
  };
}

/** The state of a current version. */
function drawState(chance: Chance, model: DeviceModel): DeviceState {
  return {
    hostWord: chance.below(hostWordCount),
    rules: chance.between(1, allRules),
    release: chance.below(model.osVersions.length - 1),
  };
}

/** Turns the state of a version into that of the version before it: one or two things differ, never none. */
function goBack(state: DeviceState, chance: Chance, model: DeviceModel): void {
  const change = chance.below(4);
  const canDowngrade = state.release + 1 < model.osVersions.length;
  if (change === 0) state.hostWord = (state.hostWord + 1 + chance.below(hostWordCount - 1)) % hostWordCount;
  if (change >= 2 && canDowngrade) state.release += 1;
  if (change === 1 || change === 3 || (change === 2 && !canDowngrade)) state.rules = otherRules(state.rules, chance);
}

/** Adds or removes one rule; where that would leave none, replaces the last one. */
function otherRules(rules: number, chance: Chance): number {
  const bit = 1 << chance.below(8);
  const changed = rules ^ bit;
  return changed === 0 ? ((bit << 1) & allRules) | (bit >> 7) : changed;
}

/** Lists by type and mask, each made once: versions with the same rules share one list. */
function ruleLists(): (entry: DeviceTypeEntry, mask: number) => readonly string[] {
  const lists = new Map<DeviceTypeEntry, (readonly string[] | undefined)[]>();
  return (entry, mask) => {
    let ofType = lists.get(entry);
    if (!ofType) lists.set(entry, (ofType = new Array<undefined>(allRules + 1).fill(undefined)));
    return (ofType[mask] ??= entry.firewallRules.filter((_, bit) => (mask & (1 << bit)) !== 0));
  };
}
