// The runner of the doctor's checks: order, what depends on what, limits of time, and what is thrown.
import { describe, expect, it } from 'vitest';

import { StoreUnusableError } from '../../../src/services/errors/errors.js';
import { fail, pass, warn } from '../../../src/services/model/check.js';
import { type Check, examine, NotLookedAtError } from '../../../src/services/store/examination.js';

function check(code: string, look: Check<null>['look'], needs: readonly string[] = []): Check<null> {
  return { code, title: `${code} is looked at`, needs, look };
}

async function statuses(...checks: readonly Check<null>[]): Promise<readonly string[]> {
  return (await examine(checks, null, 1000)).map(({ code, status }) => `${code} ${status}`);
}

describe('examine', () => {
  it('gives the results in the order of the list, whichever is known first', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const slow = check('SLOW', async () => {
      await gate;
      return pass('late');
    });
    const quick = check('QUICK', () => {
      release();
      return Promise.resolve(pass('early'));
    });

    expect(await statuses(slow, quick)).toEqual(['SLOW PASS', 'QUICK PASS']);
  });

  it('skips what needs a failed check, and what needs that, with the check that failed as the reason', async () => {
    const first = check('FIRST', () => Promise.resolve(fail('broken', 'mend it')));
    const second = check('SECOND', () => Promise.resolve(pass('never seen')), ['FIRST']);
    const third = check('THIRD', () => Promise.resolve(pass('never seen')), ['SECOND']);

    const results = await examine([first, second, third], null, 1000);

    expect(results.map(({ evidence }) => evidence)).toEqual([
      'broken',
      'Not checked, because FIRST failed',
      'Not checked, because FIRST failed',
    ]);
  });

  it('looks at what needs a check with a warning or one that had nothing to look at', async () => {
    const warned = check('WARNED', () => Promise.resolve(warn('old', 'renew it')));
    const empty = check('EMPTY', () => Promise.reject(new NotLookedAtError('nothing here')));
    const last = check('LAST', () => Promise.resolve(pass('fine')), ['WARNED', 'EMPTY']);

    expect(await statuses(warned, empty, last)).toEqual(['WARNED WARN', 'EMPTY SKIPPED', 'LAST PASS']);
  });

  it('fails with the message and remedy of a domain error', async () => {
    const broken = check('BROKEN', () => Promise.reject(new StoreUnusableError('It is broken', 'Mend it')));

    expect(await examine([broken], null, 1000)).toEqual([
      { code: 'BROKEN', title: 'BROKEN is looked at', status: 'FAIL', evidence: 'It is broken', remedy: 'Mend it' },
    ]);
  });

  it('fails a check that does not answer in time', async () => {
    const silent = check('SILENT', () => new Promise(() => undefined));

    const [result] = await examine([silent], null, 5);

    expect(result).toMatchObject({ status: 'FAIL', evidence: 'No answer within 0.005 s' });
  });

  it('tells of an answer that nobody expected, and looks at the rest', async () => {
    const odd = check('ODD', () => Promise.reject(new TypeError('result is not iterable')));

    expect(
      await statuses(
        odd,
        check('REST', () => Promise.resolve(pass('fine'))),
      ),
    ).toEqual(['ODD FAIL', 'REST PASS']);
  });
});
