/** What an interrupted change left behind: half a tenant is documents that nobody sees and everybody pays for. */
import { noUnfinishedTenant } from '../preflight/procedure-checks.js';
import type { DatabaseCheck } from './subject.js';

export const unfinishedTenants: DatabaseCheck = {
  code: noUnfinishedTenant.code,
  title: noUnfinishedTenant.title,
  async look(subject) {
    const unfinished = await subject.dependencies.store.unfinishedTenants();
    return noUnfinishedTenant.judge({ unfinishedTenants: unfinished, topology: await subject.topology() });
  },
};
