/** Both ends of every edge exist: the rules of the isolation check, as far as visiting every document takes a moment. */
import { counted } from '../../base/wording.js';
import { fail, pass, skip } from '../../model/check.js';
import { checkIsolation } from '../isolation.js';
import { noDanglingEdgeRule, ownEdgesRule } from '../isolation/edge-ends.js';
import type { DatabaseCheck } from './subject.js';

/** Documents that are visited here, in a few seconds; more are for the command that does nothing else. */
export const maxVisited = 100_000;

export const edges: DatabaseCheck = {
  code: 'EDGES',
  title: 'Both ends of every edge exist and belong to its tenant',
  async look(subject) {
    const { tenants } = await subject.topology();
    const documents = tenants.reduce((sum, tenant) => sum + tenant.documents, 0);
    if (documents > maxVisited) {
      return skip(
        `${counted(documents, 'document')}: the ends of edges cannot be checked by counting, and this check ` +
          `visits at most ${counted(maxVisited, 'document')}`,
        'Run checkIsolation (shardbook validate): it visits every document and edge',
      );
    }
    const { checks, findings, edgesChecked, documentsChecked } = await checkIsolation(subject.dependencies, {
      tenantKey: null,
      signal: subject.dependencies.signal,
    });
    const codes = new Set([noDanglingEdgeRule.code, ownEdgesRule.code]);
    const failed = checks.find(({ code, status }) => codes.has(code) && status === 'FAIL');
    const looked = `${counted(edgesChecked, 'edge')} among ${counted(documentsChecked, 'document')} visited`;
    if (failed) {
      const first = findings.find(({ check }) => check === failed.code)?.message ?? failed.evidence;
      return fail(`${looked}; ${failed.evidence}; the first: ${first}`, failed.remedy);
    }
    if (edgesChecked === 0) return skip('0 edges: nothing to check');
    return pass(`${looked}, both ends of each exist`);
  },
};
