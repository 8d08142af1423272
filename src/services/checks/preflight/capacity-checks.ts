/** Before scale-out, "Check available capacity": for a lost server, and for the tenants that are to come. */
import { counted, inBytes, inFigures } from '../../base/wording.js';
import { documentsOfTenant } from '../../model/asset.js';
import { fail, pass, skip, type Verdict, warn } from '../../model/check.js';
import { type ClusterTopology, groupSize, replicasOf } from '../../model/topology.js';
import { isServing, usedBytesByServer } from '../health.js';
import type { PreflightCheck } from './facts.js';

/** What was on a lost server has to go somewhere. */
export const capacityForLoss: PreflightCheck<'topology'> = {
  code: 'CAPACITY_FOR_LOST_SERVER',
  title: 'If any one DB-Server is lost, the others have room for its replicas',
  judge({ topology }) {
    const unknown = unknownCapacity(topology);
    if (unknown) return unknown;
    const outcomes = lossOutcomes(topology);
    const bad = outcomes.filter(({ groupsWithoutPlace }) => groupsWithoutPlace > 0);
    const largest = outcomes.reduce((most, { bytes }) => (bytes > most ? bytes : most), 0n);
    const evidence = `Loss of each of ${counted(outcomes.length, 'DB-Server')} calculated; at most ${inBytes(largest)} would have to move`;
    if (bad.length === 0) return pass(`${evidence}, and there is room for it`);
    const named = bad
      .slice(0, 5)
      .map(({ shortName, groupsWithoutPlace }) => `${shortName} (${counted(groupsWithoutPlace, 'shard group')})`)
      .join(', ');
    return warn(
      `${evidence}; losing ${bad.length} of them would leave shard groups without room for a replica: ${named}`,
      'Add a DB-Server or capacity, so that a lost server can be replaced',
    );
  },
};

const capacityForTenants: PreflightCheck = {
  code: 'CAPACITY_FOR_PLANNED_TENANTS',
  title: 'Every DB-Server has room for the tenants that the demo adds',
  judge({ topology, plannedTenants }) {
    const documents = plannedTenants.reduce((sum, { scaleFactor }) => sum + documentsOfTenant(scaleFactor), 0);
    if (documents === 0) return pass('0 tenants to add: those of the demo all exist');
    const planned = `${counted(plannedTenants.length, 'tenant')} with ${counted(documents, 'document')} to add`;
    const stored = topology.tenants.reduce((sum, tenant) => sum + tenant.documents, 0);
    if (stored === 0) {
      return skip(`${planned}, but there are no documents to measure an average size from`);
    }
    const bytes = topology.tenants.reduce((sum, tenant) => sum + tenant.bytes, 0n);
    // Rounded up: a byte too much does no harm here.
    const needed = (bytes * BigInt(documents) + BigInt(stored) - 1n) / BigInt(stored);
    const size = `${planned}: ${inBytes(needed)} at the average size of ${inFigures(stored)} documents measured`;
    const unknown = unknownCapacity(topology);
    if (unknown) return { ...unknown, evidence: `${size}; ${unknown.evidence}` };
    const least = leastFree(topology);
    if (least === null) return fail(`${size}; 0 DB-Servers answer`, 'Start the DB-Servers');
    // The tenants' keys are not known yet: at worst all of them fall on shard groups of the same server.
    const evidence = `${size}; the fullest server, ${least.shortName}, has ${inBytes(least.bytes)} free`;
    if (least.bytes >= needed) return pass(evidence);
    return fail(evidence, `Free space on ${least.shortName} or add a DB-Server and rebalance first`);
  },
};

function leastFree(topology: ClusterTopology): { shortName: string; bytes: bigint } | null {
  const used = usedBytesByServer(topology);
  const free = topology.servers
    .filter(({ status }) => isServing(status))
    .map(({ serverId, shortName, capacityBytes }) => ({
      shortName,
      bytes: (capacityBytes ?? 0n) - (used.get(serverId) ?? 0n),
    }));
  const [first, ...others] = free;
  return first ? others.reduce((least, server) => (server.bytes < least.bytes ? server : least), first) : null;
}

/** Returns the verdict that capacity cannot be judged, or null where every server's is known. */
function unknownCapacity({ servers }: ClusterTopology): Verdict | null {
  const unknown = servers.filter(({ capacityBytes }) => capacityBytes === null).length;
  if (unknown === 0) return null;
  return skip(
    `${unknown} of ${counted(servers.length, 'DB-Server')} ${unknown === 1 ? 'reports' : 'report'} no ` + 'capacity',
    'Check the free disk space of the servers yourself',
  );
}

/** In the order of the report. */
export const capacityChecks: readonly PreflightCheck[] = [capacityForLoss, capacityForTenants];

/** What the loss of one server would leave without a place. */
interface LossOutcome {
  readonly serverId: string;
  readonly shortName: string;
  /** Bytes that would have to be copied to other servers. */
  readonly bytes: bigint;
  /** Shard groups for which no server without a replica of them has room. */
  readonly groupsWithoutPlace: number;
}

/**
 * Returns what the loss of each serving server would mean, in the order of the servers. Every lost replica goes, largest
 * first, to the serving server with the most free space that holds none of its group: a placement that fits is one that
 * can be reached. A server whose capacity is unknown counts as having none; ask only when all are known.
 */
export function lossOutcomes(topology: ClusterTopology): readonly LossOutcome[] {
  const used = usedBytesByServer(topology);
  const serving = topology.servers.filter(({ status }) => isServing(status));
  const groups = topology.groups
    .map((group) => ({ servers: new Set(replicasOf(group)), bytes: groupSize(group).bytes }))
    .toSorted((a, b) => (a.bytes > b.bytes ? -1 : a.bytes < b.bytes ? 1 : 0));
  return serving.map((lost) => {
    const free = new Map(
      serving
        .filter(({ serverId }) => serverId !== lost.serverId)
        .map(({ serverId, capacityBytes }) => [serverId, (capacityBytes ?? 0n) - (used.get(serverId) ?? 0n)]),
    );
    let bytes = 0n;
    let groupsWithoutPlace = 0;
    for (const group of groups) {
      if (!group.servers.has(lost.serverId)) continue;
      bytes += group.bytes;
      const target = roomiest(free, group.servers);
      const room = target === null ? -1n : (free.get(target) ?? 0n);
      if (target === null || room < group.bytes) groupsWithoutPlace += 1;
      else free.set(target, room - group.bytes);
    }
    return { serverId: lost.serverId, shortName: lost.shortName, bytes, groupsWithoutPlace };
  });
}

function roomiest(free: ReadonlyMap<string, bigint>, without: ReadonlySet<string>): string | null {
  let best: string | null = null;
  let most = 0n;
  for (const [serverId, bytes] of free) {
    if (without.has(serverId) || (best !== null && bytes <= most)) continue;
    best = serverId;
    most = bytes;
  }
  return best;
}
