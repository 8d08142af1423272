/** What every device must have exactly once, may have only once, or must not have: locations, connections, software. */
import type { AssetDocument } from '../../model/asset.js';
import type { IsolationRule, Ledger } from './rule.js';
import { idOf, type Spelling, textOf } from './spelling.js';

/** A device without a location, or at two, is data that was lost or doubled. */
export const oneLocationRule: IsolationRule = {
  code: 'ONE_LOCATION_PER_DEVICE',
  title: 'Every device is at exactly one location',
  subject: ['device', 'devices'],
  remedy: 'Remove the tenant and add it again, so that its hasLocation edges are complete',
  judge({ spelling }, ledger) {
    return {
      visit(document, evidence) {
        if (document.kind !== 'DeviceProxyOut') return;
        ledger.looked += 1;
        const { length } = evidence.edgesAt(document, 'hasLocation');
        if (length === 1) return;
        const id = idOf(document, spelling);
        ledger.find(`${id} has ${length} ${spelling.collectionOf.hasLocation} edges, but must have exactly one`, id);
      },
    };
  },
};

/** Connections lead to another device, and to each one once. */
export const connectionsRule: IsolationRule = {
  code: 'CONNECTIONS_DISTINCT',
  title: 'No connection leads from a device to itself, and no two connect the same pair',
  subject: ['connection', 'connections'],
  remedy: 'Remove the superfluous connection',
  judge({ spelling }, ledger) {
    return {
      visit(document, evidence) {
        if (document.kind === 'hasConnection') {
          ledger.looked += 1;
          const from = keyOfEnd(document.fields._from);
          if (from === '' || from !== keyOfEnd(document.fields._to)) return;
          const id = idOf(document, spelling);
          ledger.find(`${id} leads from ${from} to itself`, id);
        }
        if (document.kind === 'DeviceProxyOut') {
          findDoubles(evidence.edgesAt(document, 'hasConnection'), spelling, ledger);
        }
      },
    };
  },
};

/** Routers carry no software in this model, and an installation is there once. */
export const installationsRule: IsolationRule = {
  code: 'SOFTWARE_ON_RIGHT_DEVICES',
  title: 'No router runs software, and no device runs the same software twice',
  subject: ['device', 'devices'],
  remedy: 'Remove the superfluous installation',
  judge({ spelling }, ledger) {
    return {
      visit(document, evidence) {
        if (document.kind !== 'DeviceProxyOut') return;
        ledger.looked += 1;
        const installed = evidence.edgesAt(document, 'hasDeviceSoftware');
        findDoubles(installed, spelling, ledger);
        if (document.fields.type !== 'router') return;
        for (const edge of installed) {
          const id = idOf(edge, spelling);
          ledger.find(`${id} assigns software to ${textOf(document, '_key')}, which is a router`, id);
        }
      },
    };
  },
};

/** Software that runs nowhere has lost its installations. */
export const softwareInUseRule: IsolationRule = {
  code: 'SOFTWARE_IN_USE',
  title: 'Every piece of software runs on at least one device',
  subject: ['software', 'software'],
  remedy: 'Remove the tenant and add it again, so that its hasDeviceSoftware edges are complete',
  judge({ spelling }, ledger) {
    return {
      visit(document, evidence) {
        if (document.kind !== 'SoftwareProxyIn') return;
        ledger.looked += 1;
        if (evidence.edgesAt(document, 'hasDeviceSoftware').length > 0) return;
        const id = idOf(document, spelling);
        ledger.find(`${id} runs on no device`, id);
      },
    };
  },
};

function findDoubles(edges: readonly AssetDocument[], spelling: Spelling, ledger: Ledger): void {
  const first = new Map<string, string>();
  for (const edge of edges) {
    const to = textOf(edge, '_to');
    const id = idOf(edge, spelling);
    const earlier = first.get(to);
    if (earlier === undefined) first.set(to, id);
    else ledger.find(`${id} has the same ends as ${earlier}: ${textOf(edge, '_from')} to ${to}`, id);
  }
}

function keyOfEnd(value: unknown): string {
  return typeof value === 'string' ? value.slice(value.indexOf('/') + 1) : '';
}
