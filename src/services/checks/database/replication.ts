/** Every shard group has its replicas: as many as wanted, apart from each other, led by a server that is well, in sync. */
import { counted } from '../../base/wording.js';
import { fail, pass, skip } from '../../model/check.js';
import { replicasOf } from '../../model/topology.js';
import { replicaFindings } from '../health.js';
import type { DatabaseCheck } from './subject.js';

export const replication: DatabaseCheck = {
  code: 'REPLICATION',
  title: 'Every shard group has all its replicas, in sync, and its leader on a DB-Server that is GOOD',
  async look(subject) {
    const topology = await subject.topology();
    const { groups, servers } = topology;
    if (groups.length === 0) {
      return skip('0 shard groups: none has been created yet');
    }
    const faults = (await replicaFindings(topology)).map(({ message }) => message);
    const unclear = new Set(servers.filter(({ status }) => status === 'UNCLEAR').map(({ serverId }) => serverId));
    const doubtful = groups.filter(({ leader }) => unclear.has(leader));
    const [first] = doubtful;
    if (first) {
      faults.push(
        `${counted(doubtful.length, 'leader')} on a DB-Server that is UNCLEAR, first that of ${first.groupId}`,
      );
    }
    const replicas = groups.reduce((sum, group) => sum + replicasOf(group).length, 0);
    const looked = `${counted(replicas, 'replica')} of ${counted(groups.length, 'shard group')} on ${counted(servers.length, 'DB-Server')}`;
    if (faults.length === 0) return pass(`${looked}: all in sync, none missing`);
    return fail(
      `${looked}; ${faults.join('; ')}`,
      'Bring the DB-Servers back and wait until all followers are in sync; until then, losing a server ' +
        'may lose data',
    );
  },
};
