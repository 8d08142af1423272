// The generated devices, software and links keep the rules of the domain, whatever scale factor, seed and naming.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type AssetDocument, type AssetKind, nameIn } from '../../../../src/services/model/asset.js';
import {
  readConnection,
  readDevice,
  readEdge,
  readLocation,
  readSoftware,
  type TemporalView,
} from '../../../../src/services/model/asset-view.js';
import { deviceTypes } from '../../../../src/services/tenants/generation/device-catalog.js';
import { softwareTypes } from '../../../../src/services/tenants/generation/software-catalog.js';
import type { GenerationSpec } from '../../../../src/services/tenants/generation/spec.js';
import { cases } from '../../../support/cases.js';
import { acme, anySpec, byKind, documentsOf, text } from '../../../support/generated-network.js';

/** Checks a rule over generated tenants: `violations` returns what breaks it. */
function holds(violations: (kinds: Record<AssetKind, AssetDocument[]>, spec: GenerationSpec) => unknown[]): void {
  fc.assert(
    fc.property(anySpec, (spec) => {
      expect(violations(byKind(documentsOf(spec)), spec)).toEqual([]);
    }),
    { numRuns: cases(4) },
  );
}

/** Versions of each asset, newest first, by the key of its proxies. */
function histories(documents: readonly AssetDocument[]): Map<string, AssetDocument[]> {
  const lists = new Map<string, AssetDocument[]>();
  for (const document of documents) {
    const asset = assetKey(document);
    lists.set(asset, [...(lists.get(asset) ?? []), document]);
  }
  return lists;
}

/** The key of the asset that a document is a version of: the key of its proxies. */
function assetKey(document: AssetDocument): string {
  return text(document, '_key').replace(/-\d$/, '');
}

/** Names of the fields that differ between two versions, beside key and interval. */
function differences(newer: AssetDocument, older: AssetDocument): string[] {
  return Object.keys(newer.fields).filter(
    (name) =>
      !['_key', 'created', 'expired'].includes(name) &&
      JSON.stringify(newer.fields[name]) !== JSON.stringify(older.fields[name]),
  );
}

function neighbours(list: readonly AssetDocument[]): [newer: AssetDocument, older: AssetDocument][] {
  return list.slice(1).map((older, at) => [list[at]!, older]);
}

describe('versions', () => {
  it.each([
    ['Device', readDevice],
    ['Software', readSoftware],
  ] as const)('has six contiguous, positive intervals for each %s, the newest without end', (kind, read) => {
    holds((kinds, { naming }) =>
      [...histories(kinds[kind]).values()].filter((list) => {
        const views = list.map((document) => read(document, naming));
        const keysInOrder = views.every(({ key }, version) => key.endsWith(`-${version}`));
        const current = views.map(({ isCurrent }) => isCurrent).join();
        const positive = views.every(({ created, expired }) => created > 0 && BigInt(created) < expired);
        const contiguous = views.slice(1).every(({ expired }, at) => expired === BigInt(views[at]!.created));
        return !keysInOrder || current !== 'true,false,false,false,false,false' || !positive || !contiguous;
      }),
    );
  });

  it('changes one or two things of a device between versions, and nothing that a device keeps for life', () => {
    const mutable = ['osVersion', 'hostName', 'firewallRules', 'os_version', 'host_name', 'firewall_rules'];

    holds((kinds) =>
      [...histories(kinds.Device).values()].flatMap(neighbours).filter(([newer, older]) => {
        const changed = differences(newer, older);
        return changed.length < 1 || changed.length > 2 || changed.some((name) => !mutable.includes(name));
      }),
    );
  });

  it('changes exactly one thing of a software between versions: release, port or enabled', () => {
    const mutable = ['version', 'portNumber', 'isEnabled', 'port_number', 'is_enabled'];

    holds((kinds) =>
      [...histories(kinds.Software).values()].flatMap(neighbours).filter(([newer, older]) => {
        const changed = differences(newer, older);
        return changed.length !== 1 || changed.some((name) => !mutable.includes(name));
      }),
    );
  });

  it('never goes to a newer release when going back in time', () => {
    const orders = deviceTypes.flatMap(({ models }) => models);

    holds((kinds, { naming }) =>
      [...histories(kinds.Device).values()].flatMap(neighbours).filter((pair) => {
        const [newer, older] = pair.map((document) => readDevice(document, naming));
        const releases = orders.find(({ model }) => model === newer!.model)!.osVersions;
        return releases.indexOf(older!.osVersion) < releases.indexOf(newer!.osVersion);
      }),
    );
  });

  it.each([
    ['Device', readDevice],
    ['Software', readSoftware],
  ] as const)('links each version of a %s between its entry and exit point while it is valid', (kind, read) => {
    holds((kinds, { naming }) => {
      const line = (fromKind: AssetKind, from: string, toKind: AssetKind, to: string, at: TemporalView): string =>
        `${nameIn(naming, fromKind)}/${from} ${nameIn(naming, toKind)}/${to} ${at.created} ${at.expired}`;
      const edges = new Set(
        kinds.hasVersion.map((document) => {
          const edge = readEdge(document, naming);
          return `${edge.fromType}/${edge.fromKey} ${edge.toType}/${edge.toKey} ${edge.created} ${edge.expired}`;
        }),
      );
      const expected = kinds[kind].flatMap((document) => {
        const version = read(document, naming);
        const proxyKey = assetKey(document);
        return [
          line(`${kind}ProxyIn`, proxyKey, kind, version.key, version),
          line(kind, version.key, `${kind}ProxyOut`, proxyKey, version),
        ];
      });
      return expected.filter((edge) => !edges.has(edge));
    });
  });
});

describe('devices', () => {
  it('agrees with both proxies on name, model and type', () => {
    holds((kinds, { naming }) => {
      const devices = new Map(kinds.Device.map((document) => [document.fields._key, readDevice(document, naming)]));
      return [...kinds.DeviceProxyIn, ...kinds.DeviceProxyOut].filter((document) => {
        const [key, name, type] = [text(document, '_key'), text(document, 'name'), text(document, 'type')];
        const device = devices.get(`${key}-0`);
        return device?.name !== name || device.type !== type || !name.startsWith(device.model);
      });
    });
  });

  it('runs an operating system that belongs to its model, with rules of its type', () => {
    holds((kinds, { naming }) =>
      kinds.Device.map((document) => readDevice(document, naming)).filter((device) => {
        const entry = deviceTypes.find(({ type }) => type === device.type);
        const model = entry?.models.find((candidate) => candidate.model === device.model);
        const rulesFit = device.firewallRules.every((rule) => entry?.firewallRules.includes(rule));
        const systemFits =
          model?.operatingSystem === device.operatingSystem && model.osVersions.includes(device.osVersion);
        return !systemFits || !rulesFit || device.firewallRules.length === 0;
      }),
    );
  });

  it('has serial number, addresses and host name in their usual forms', () => {
    const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
    const host = /^[a-z]+\d+-[a-z]+\.([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)\.example$/;

    holds((kinds, { naming }) =>
      kinds.Device.map((document) => readDevice(document, naming)).filter(
        ({ serialNumber, ipAddress, macAddress, hostName }) =>
          !uuid.test(serialNumber) ||
          !/^10(\.\d{1,3}){3}$/.test(ipAddress) ||
          !/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(macAddress) ||
          !host.test(hostName),
      ),
    );
  });

  it('stands at exactly one location, which is older than the device', () => {
    holds((kinds, { naming }) => {
      const locations = new Map(
        kinds.Location.map((document) => readLocation(document, naming)).map((location) => [location.key, location]),
      );
      const placed = kinds.hasLocation.map((document) => readEdge(document, naming));
      const devices = new Set(placed.map(({ fromKey }) => fromKey));
      const missing = kinds.DeviceProxyOut.filter((document) => !devices.has(text(document, '_key')));
      const tooYoung = placed.filter(({ toKey, created }) => (locations.get(toKey)?.created ?? Infinity) >= created);
      return [...missing, ...tooYoung];
    });
  });

  it('connects different devices, and no two of them twice in either direction', () => {
    holds((kinds, { naming }) => {
      const seen = new Set<string>();
      return kinds.hasConnection.filter((document) => {
        const { fromKey, toKey, connectionType, bandwidthCapacity, networkLatency } = readConnection(document, naming);
        const pair = [fromKey, toKey].sort().join();
        const isRepeated = seen.has(pair);
        seen.add(pair);
        const values = `${connectionType} ${bandwidthCapacity} ${networkLatency}`;
        return fromKey === toKey || isRepeated || !/^(ethernet|wifi|fiber) \d+Mbps \d+ms$/.test(values);
      });
    });
  });
});

describe('software', () => {
  it('agrees with both proxies on name, type and current version', () => {
    holds((kinds, { naming }) => {
      const software = new Map(
        kinds.Software.map((document) => [document.fields._key, readSoftware(document, naming)]),
      );
      return [...kinds.SoftwareProxyIn, ...kinds.SoftwareProxyOut].filter((document) => {
        const current = software.get(`${text(document, '_key')}-0`);
        return (['name', 'type', 'version'] as const).some((name) => current?.[name] !== text(document, name));
      });
    });
  });

  it('listens on a port of its product and is of a release of its product', () => {
    holds((kinds, { naming }) =>
      kinds.Software.map((document) => readSoftware(document, naming)).filter((software) => {
        const products = softwareTypes.find(({ type }) => type === software.type)?.products;
        const product = products?.find(({ name }) => software.name.startsWith(`${name} `));
        return !product?.ports.includes(software.portNumber) || !product.versions.includes(software.version);
      }),
    );
  });

  it('runs on at least one device, never on a router, on devices that fit, and on none twice', () => {
    const products = softwareTypes.flatMap((entry) => entry.products);

    holds((kinds, { naming }) => {
      const typeOf = new Map(kinds.DeviceProxyOut.map(({ fields }) => [fields._key, fields.type]));
      const nameOf = new Map(kinds.SoftwareProxyIn.map((document) => [text(document, '_key'), text(document, 'name')]));
      const edges = kinds.hasDeviceSoftware.map((document) => readEdge(document, naming));
      const hosted = new Set(edges.map(({ toKey }) => toKey));
      const pairs = new Set(edges.map(({ fromKey, toKey }) => `${fromKey} ${toKey}`));
      const unfit = edges.filter(({ fromKey, toKey }) => {
        const product = products.find(({ name }) => nameOf.get(toKey)?.startsWith(`${name} `));
        const type = typeOf.get(fromKey);
        return type === 'router' || !product?.runsOn.some((fitting) => fitting === type);
      });
      const unhosted = [...nameOf.keys()].filter((key) => !hosted.has(key));
      return [...unfit, ...unhosted, ...(pairs.size === edges.length ? [] : ['a pair comes twice'])];
    });
  });
});

describe('host names', () => {
  it.each([
    ['Müller & Söhne', 'muller-sohne.example'],
    ['日本', 'c695ea905f74.example'],
    ['<script>alert(1)</script>', 'script-alert-1-script.example'],
  ])('makes a domain of tenant name "%s"', (tenantName, domain) => {
    const device = byKind(documentsOf({ ...acme, tenantName })).Device[0]!;

    expect(readDevice(device, 'camelCase').hostName.replace(/^[^.]*\./, '')).toBe(domain);
  });
});
