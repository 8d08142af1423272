/** How a run's events look in a terminal: headings, and a progress bar where there is somebody to watch it move. */
import { SingleBar } from 'cli-progress';

import type { StepFacts } from '../services/model/run.js';
import type { FollowedEvent } from '../services/services.js';

/** So few units have a line each, because each has a story: a server that joined, a move with its reason. */
const unitsWithLines = 20;

/** The width of a terminal that does not tell it: some, as in recordings and consoles of build servers, say 0. */
const usualColumns = 80;

/** Shows one event after the other. */
export interface DemoScreen {
  show(followed: FollowedEvent): void;
  /** Leaves the terminal as it was found. */
  close(): void;
}

/** Returns a screen of plain lines: for files, pipes and CI. Progress within a step is one line for each event. */
export function lineScreen(print: (text: string) => void): DemoScreen {
  return {
    show: (followed) => {
      const line = lineOf(followed);
      if (line !== null) print(line);
    },
    close: () => undefined,
  };
}

/** Returns a screen with a progress bar for the step that is under way. */
export function terminalScreen(output: NodeJS.WriteStream): DemoScreen {
  const bar = new SingleBar({
    format: '  {bar} {percentage}%  {value}/{total} {unit}  {note}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 28,
    stream: output,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
  });
  let isShown = false;
  const hide = (): void => {
    if (isShown) bar.stop();
    isShown = false;
  };
  return {
    show: (followed) => {
      const { event } = followed;
      const isOneOfMany = event.type === 'StepProgressed' && event.total > unitsWithLines;
      if (isOneOfMany) {
        bar.update(event.done, { note: fit(noteOf(event.message, event.secondsLeft), output.columns || usualColumns) });
        return;
      }
      hide();
      const line = lineOf(followed);
      if (line !== null) output.write(`${wrapped(line, output.columns || usualColumns)}\n`);
      if (event.type === 'StepStarted' || event.type === 'StepProgressed') {
        bar.start(event.total, event.type === 'StepProgressed' ? event.done : 0, { unit: event.unit, note: '' });
        isShown = true;
      }
    },
    close: hide,
  };
}

/** Breaks lines between words, with what goes on indented under its start: a terminal would break in mid-word. */
function wrapped(text: string, columns: number): string {
  const widest = Math.max(columns, 40) - 1;
  return text
    .split('\n')
    .map((line) => {
      const lines = [''];
      for (const word of line.split(' ')) {
        const last = lines.at(-1) ?? '';
        if (last.length + 1 + word.length <= widest) lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
        else lines.push(`    ${word}`);
      }
      const indent = /^ */.exec(line)?.[0] ?? '';
      return indent + lines.join('\n').trimStart();
    })
    .join('\n');
}

/** A line that is longer than the terminal would leave a trail of bars behind. */
function fit(text: string, columns: number): string {
  const room = Math.max(0, columns - 64);
  return text.length > room ? text.slice(0, room) : text;
}

/** What a person has to do on a real cluster, numbered. */
function manualSteps(facts: StepFacts): readonly string[] {
  return facts.kind === 'SERVER_ADDITION' ? facts.manualSteps.map((step, at) => `    ${at + 1}. ${step}`) : [];
}

function noteOf(message: string, seconds: number | null): string {
  return seconds === null || seconds < 1 ? message : `${message}, ${seconds.toFixed(0)} s left`;
}

/** Returns the event as a line, or null for the final event, which the summary tells better. */
function lineOf({ event, run }: FollowedEvent): string | null {
  switch (event.type) {
    case 'RunStarted':
      return `Demo run ${event.runId}: ${event.message}`;
    case 'StepStarted': {
      const at = run.steps.findIndex(({ name }) => name === event.step);
      return `\nStep ${at + 1} of ${run.steps.length}: ${run.steps[at]?.title ?? event.step}\n  ${event.message}`;
    }
    case 'StepProgressed':
      return `  ${event.message}`;
    case 'StepCompleted':
      return [`  done: ${event.message}`, ...manualSteps(event.facts)].join('\n');
    case 'StepFailed':
      return `  FAILED: ${event.message}`;
    default:
      return null;
  }
}
