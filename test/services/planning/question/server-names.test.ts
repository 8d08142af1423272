// People name servers by short name; plans keep their serverIds.
import { describe, expect, it } from 'vitest';

import { makePlan } from '../../../../src/services/planning/answers/plan.js';
import { withServerIds } from '../../../../src/services/planning/question/options.js';
import { cluster, demoCluster } from '../../../support/clusters.js';

describe('withServerIds', () => {
  it('puts serverIds in place of short names, so that both give the same plan', () => {
    const byName = makePlan(demoCluster(), { removeServers: ['DBServer-a'] }, 1);

    expect(byName.options.removeServers).toEqual(['a']);
    expect(byName.planHash).toBe(makePlan(demoCluster(), { removeServers: ['a'] }, 1).planHash);
  });

  it('takes short names in replacements too, and leaves the rest of the wish alone', () => {
    const wish = { replaceServers: [{ serverId: 'DBServer-b', zone: 'z' }], budget: 7 };

    expect(withServerIds(wish, demoCluster())).toMatchObject({
      replaceServers: [{ serverId: 'b', zone: 'z' }],
      budget: 7,
    });
  });

  it('never guesses between two servers of one short name', () => {
    const twins = cluster(
      [
        { serverId: 'a', shortName: 'twin' },
        { serverId: 'b', shortName: 'twin' },
      ],
      [],
    );

    expect(() => makePlan(twins, { removeServers: ['twin'] }, 1)).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_SERVER' }),
    );
  });
});
