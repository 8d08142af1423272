// JSON in turns reads what JSON.parse reads, refuses what it refuses, and lets other work in.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseInTurns } from '../../../src/services/base/json-in-turns.js';

describe('parseInTurns', () => {
  it('gives the value that JSON.parse gives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 5 }), fc.constantFrom(0, 1, '\t'), async (json, space) => {
        const text = JSON.stringify(JSON.parse(json), null, space);

        expect(await parseInTurns(` ${text}\r\n`)).toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });

  it('refuses what JSON.parse refuses, with the position, when a text is damaged anywhere', async () => {
    const sound = '{"a":[1,-2.5e+3,"x\\n\\u00e4\\\\",{"b":true,"__proto__":null}],"c":{}, "d":[]}';
    const isSound = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    const damaged = Array.from(sound, (_, at) => at).flatMap((at) =>
      ['', ',', '"', '}', ']', ':', '0', '\\', '\n', 'x'].map((put) => sound.slice(0, at) + put + sound.slice(at + 1)),
    );
    for (const text of damaged) {
      if (isSound(text)) expect(await parseInTurns(text)).toEqual(JSON.parse(text));
      else await expect(parseInTurns(text)).rejects.toThrow(/^Unexpected .* at position \d+$/);
    }
    await expect(parseInTurns('')).rejects.toThrow(SyntaxError);
  });

  it('makes __proto__ a property and is not afraid of depth', async () => {
    const read = (await parseInTurns('{"__proto__":{"x":1}}')) as object;
    const deep = 100_000;

    expect(Object.keys(read)).toEqual(['__proto__']);
    expect('x' in read).toBe(false);
    expect(await parseInTurns('['.repeat(deep) + ']'.repeat(deep))).toBeInstanceOf(Array);
  });

  it('lets other work in before it is done', async () => {
    let isDone = false;
    const reading = parseInTurns(JSON.stringify(Array.from({ length: 100_000 }, (_, at) => at))).then(() => {
      isDone = true;
    });

    await new Promise((resolve) => setImmediate(resolve));

    expect(isDone).toBe(false);
    await reading;
  });
});
