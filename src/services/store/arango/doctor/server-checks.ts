/** What answers: version, edition and licence, role, SmartGraphs, and what the user may do there. */
import { fail, pass, type Verdict, warn } from '../../../model/check.js';
import { type Check, NotLookedAtError } from '../../examination.js';
import { compareVersions, smartGraphsForAllSince } from '../deployment.js';
import { AccessRefusedError } from '../failures.js';
import type { Access, Examined } from './examined.js';

/** The first version that has everything Shardbook makes, and the first that nobody has looked at. */
const versions = { oldest: '3.12.0', tooNew: '5.0.0' } as const;

const dayMs = 86_400_000;

/** Renewing a licence takes people: a month is time to notice. ArangoDB itself warns a week before. */
const licenceDaysWanted = 30;

/** A data set grows: from here on somebody has to think about it. */
const shareOfLimitWanted = 0.8;

export const serverChecks: readonly Check<Examined>[] = [
  { code: 'VERSION', title: 'Shardbook supports this version of ArangoDB', needs: ['LOGIN'], look: lookAtVersion },
  { code: 'EDITION_AND_LICENCE', title: 'The licence is valid', needs: ['LOGIN'], look: lookAtLicence },
  { code: 'ROLE', title: 'The endpoint is a Coordinator', needs: ['LOGIN'], look: lookAtRole },
  {
    code: 'PERMISSIONS',
    title: 'The user has the permissions that Shardbook needs',
    needs: ['LOGIN', 'ROLE'],
    look: lookAtPermissions,
  },
  { code: 'SMARTGRAPHS', title: 'The server has SmartGraphs', needs: ['LOGIN'], look: lookAtSmartGraphs },
];

async function lookAtVersion(examined: Examined): Promise<Verdict> {
  const { version } = await examined.deployment();
  if (compareVersions(version, versions.oldest) < 0) {
    return warn(
      `ArangoDB ${version}: there is no mdi-prefixed index before 3.12, so questions about the past read every version`,
      `Use 3.12 (${smartGraphsForAllSince} or newer has SmartGraphs in every edition) or 4.x`,
    );
  }
  if (compareVersions(version, versions.tooNew) >= 0) {
    return warn(`ArangoDB ${version} is newer than the versions that Shardbook supports`, 'Look for a newer Shardbook');
  }
  return pass(`ArangoDB ${version}`);
}

/** As `GET /_admin/license` answers (administration.md, "Get information about the current license"). */
interface LicenceAnswer {
  readonly license?: string;
  readonly status?: string;
  /** Unix seconds. */
  readonly features?: { readonly expires?: number };
  readonly diskUsage?: { readonly bytesUsed: number; readonly bytesLimit: number; readonly status: string };
}

async function lookAtLicence(examined: Examined): Promise<Verdict> {
  const client = await examined.client();
  const answer = await client
    .get<LicenceAnswer>('/_admin/license', { database: await examined.home() })
    .catch((error: unknown) => {
      if (!(error instanceof AccessRefusedError)) throw error;
      throw new NotLookedAtError('The server reports its licence to administrators only (--server.harden)');
    });
  const { features, diskUsage, status = 'unknown' } = answer;
  if (diskUsage) return judgeDiskUsage(diskUsage);
  if (answer.license === 'none') return pass('Community Edition, which needs no licence');
  if (features?.expires === undefined) throw new NotLookedAtError('The server reports no licence');
  const days = Math.floor((features.expires * 1000 - examined.settings.clock.now().getTime()) / dayMs);
  const evidence = `Enterprise Edition, licence ${status}, valid for ${days} days`;
  const remedy = 'Have the licence renewed: an expired one makes the deployment read-only';
  if (status === 'read-only' || days < 0) return fail(evidence, remedy);
  return status === 'good' && days >= licenceDaysWanted ? pass(evidence) : warn(evidence, remedy);
}

function judgeDiskUsage({ bytesUsed, bytesLimit, status }: NonNullable<LicenceAnswer['diskUsage']>): Verdict {
  const share = bytesLimit > 0 ? bytesUsed / bytesLimit : 0;
  const limit = `${(bytesLimit / 2 ** 30).toFixed(0)} GiB`;
  const evidence = `Community Edition, ${(share * 100).toFixed(1)}% of its ${limit} used, ${status}`;
  const remedy = 'Remove data or get an Enterprise Edition licence: past the limit the deployment becomes read-only';
  if (status === 'read-only' || status === 'shutdown') return fail(evidence, remedy);
  return status === 'good' && share < shareOfLimitWanted ? pass(evidence) : warn(evidence, remedy);
}

async function lookAtRole(examined: Examined): Promise<Verdict> {
  const { role } = await examined.deployment();
  if (role === 'COORDINATOR') return pass('A Coordinator of a cluster');
  if (role === 'SINGLE') {
    return warn(
      'A single server: one server and one shard group, good for a demo; there is nothing to rebalance',
      'Use a cluster to plan and make moves',
    );
  }
  return fail(`The server reports its role as ${role}`, 'Set ARANGO_ENDPOINT to a Coordinator');
}

const accessWords: Readonly<Record<Access, string>> = {
  READ_WRITE: 'may read and write',
  READ: 'may only read',
  NONE: 'has no access to',
  MISSING: 'would have to make',
  UNKNOWN: 'may read, and perhaps write,',
};

/** Levels per database (user-management/_index.md): making collections needs Administrate, and so do /_admin/cluster/*. */
async function lookAtPermissions(examined: Examined): Promise<Verdict> {
  const { database, username } = examined.settings.connection;
  const [own, system] = await Promise.all([examined.accessTo(database), examined.accessTo('_system')]);
  const lost: string[] = [];
  if (own === 'MISSING' && system !== 'READ_WRITE') lost.push(`making the database ${database}`);
  if (own === 'NONE' || own === 'READ') lost.push('making collections and tenants');
  const isSingle = own === 'NONE' || own === 'MISSING' ? false : (await examined.deployment()).role === 'SINGLE';
  if (system !== 'READ_WRITE' && system !== 'UNKNOWN' && !isSingle) {
    lost.push('looking at servers and shards, plans, and moves');
  }
  const evidence = `User ${username} ${accessWords[own]} ${database}, and ${accessWords[system]} _system`;
  if (lost.length > 0) {
    return fail(
      `${evidence}; what will not work: ${lost.join('; ')}`,
      `Give user ${username} read and write access to ${lackingDatabases(own, system, database).join(' and ')}`,
    );
  }
  if (own !== 'UNKNOWN' && system !== 'UNKNOWN') return pass(evidence);
  return warn(evidence, `Make sure that user ${username} has read and write access to ${database} and _system`);
}

function lackingDatabases(own: Access, system: Access, database: string): readonly string[] {
  const lacksOwn = own === 'NONE' || own === 'READ';
  const lacksSystem = system !== 'READ_WRITE' && system !== 'UNKNOWN';
  return [...(lacksOwn ? [database] : []), ...(lacksSystem ? ['_system'] : [])];
}

async function lookAtSmartGraphs(examined: Examined): Promise<Verdict> {
  const { version, license, role, hasSmartGraphs } = await examined.deployment();
  if (!hasSmartGraphs) {
    return fail(
      `ArangoDB ${version} (${license}) has no SmartGraphs`,
      `Use version ${smartGraphsForAllSince} or newer, or an Enterprise Edition before it`,
    );
  }
  if (role === 'SINGLE') return pass('Accepted; a single server has no shards to enforce them with');
  return pass(`ArangoDB ${version} has them`);
}
