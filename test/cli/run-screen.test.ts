import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

import { describe, expect, it } from 'vitest';

import type { RunEventView } from '../../src/cli/run-follower.js';
import { lineScreen, terminalScreen } from '../../src/cli/run-screen.js';
import { applyEvent, runBeforeEvents } from '../../src/services/model/run.js';
import { demoRun } from '../support/demo-run.js';

const { run: finished, events } = demoRun();

/** The events as the API tells them. */
function followed(): RunEventView[] {
  let run = runBeforeEvents(finished);
  return events.map((event) => {
    run = applyEvent(run, event);
    // The fields of each type are the domain's, and more.
    return { ...event, __typename: event.type, cursor: '', run, runAsOf: run } as unknown as RunEventView;
  });
}

/** What a terminal of so many columns shows, line by line, without the codes that move the cursor. */
function onTerminal(columns: number): string[] {
  const stream = new PassThrough() as PassThrough & { isTTY: boolean; columns: number };
  stream.isTTY = true;
  stream.columns = columns;
  const screen = terminalScreen(stream as unknown as NodeJS.WriteStream);
  for (const item of followed()) screen.show(item);
  screen.close();
  return stripVTControlCharacters(String(stream.read())).split('\n');
}

describe('lineScreen', () => {
  it('lists what a person has to do on a real cluster', () => {
    const lines: string[] = [];
    const screen = lineScreen((text) => lines.push(text));
    for (const event of followed()) {
      const facts = { manualSteps: ['Open the console', 'Raise the number'] };
      if (event.__typename === 'StepCompleted' && event.step === 'SERVER_ADDITION') screen.show({ ...event, facts });
    }

    expect(lines.join('\n')).toMatch(/\n {4}1\. Open the console\n {4}2\. Raise the number$/);
  });

  it('has a heading for each step and what came of it', () => {
    const lines: string[] = [];
    const screen = lineScreen((text) => lines.push(text));
    for (const item of followed()) screen.show(item);
    const text = lines.join('\n');

    expect(text.match(/^Step \d of 5: /gm)).toHaveLength(5);
    expect(text.match(/^ {2}done: /gm)).toHaveLength(5);
  });
});

describe('terminalScreen', () => {
  it('breaks lines between words where the terminal ends', () => {
    const lines = onTerminal(60).filter((line) => !/[█░]/.test(line));

    expect(lines.join('\n')).toContain('Step 5 of 5');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
  });

  it('takes a terminal that does not know its width for one of 80 columns', () => {
    expect(onTerminal(0)).toEqual(onTerminal(80));
  });

  it('keeps every word of a long line', () => {
    const words = (lines: readonly string[]): string => lines.join(' ').replaceAll(/\s+/g, ' ');

    expect(words(onTerminal(60))).toContain(events.find(({ type }) => type === 'StepStarted')?.message);
  });
});
