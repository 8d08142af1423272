// Answers that are asked for once: how long they are given out again, and what is not kept.
import { describe, expect, it } from 'vitest';

import { Remembered } from '../../../src/services/base/remembered.js';

/** Counts how often it was asked. */
function counting(): { ask: () => Promise<number>; asked: () => number } {
  let asked = 0;
  return { ask: () => Promise.resolve((asked += 1)), asked: () => asked };
}

describe('what is remembered', () => {
  it('is asked for once, each by its name', async () => {
    const { ask, asked } = counting();
    const remembered = new Remembered<number>();

    const answers = await Promise.all(['a', 'a', 'b'].map((what) => remembered.get(what, ask)));

    expect(answers).toEqual([1, 1, 2]);
    expect(asked()).toBe(2);
  });

  it('is asked for again once it is older than it may get', async () => {
    let nowMs = 0;
    const remembered = new Remembered<number>({ elapsedMs: () => nowMs }, 1000);
    const { ask } = counting();
    const answers: number[] = [];

    for (nowMs of [0, 1000, 1001]) answers.push(await remembered.get('a', ask));

    expect(answers).toEqual([1, 1, 2]);
  });

  it('is asked for again when it was forgotten', async () => {
    const { ask } = counting();
    const remembered = new Remembered<number>();
    await remembered.get('a', ask);

    remembered.forget();

    expect(await remembered.get('a', ask)).toBe(2);
  });

  it('is no answer that failed', async () => {
    const remembered = new Remembered<number>();
    const failed = remembered.get('a', () => Promise.reject(new Error('no')));
    await expect(failed).rejects.toThrow('no');

    expect(await remembered.get('a', () => Promise.resolve(2))).toBe(2);
  });

  it('stays what was asked after an earlier, forgotten question failed', async () => {
    const remembered = new Remembered<number>();
    let fail: (error: Error) => void = () => undefined;
    const early = remembered.get('a', () => new Promise((_, reject) => (fail = reject)));
    remembered.forget();
    await remembered.get('a', () => Promise.resolve(2));

    fail(new Error('late'));
    await expect(early).rejects.toThrow('late');

    expect(await remembered.get('a', () => Promise.resolve(3))).toBe(2);
  });

  it('is forgotten as a whole when there is more than memory should hold', async () => {
    const { ask, asked } = counting();
    const remembered = new Remembered<number>();
    for (let at = 0; at <= 10_000; at += 1) await remembered.get(String(at), ask);

    await remembered.get('0', ask);

    expect(asked()).toBe(10_002);
  });
});
