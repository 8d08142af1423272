/** How a run's events look in a terminal: headings, and a progress bar where there is somebody to watch it move. */
import { SingleBar } from 'cli-progress';

import type { RunEventView } from './run-follower.js';
import { columnsOf } from './terminal.js';

/** So few units have a line each, because each has a story: a server that joined, a move with its reason. */
const unitsWithLines = 20;

/** Shows one event after the other. */
export interface RunScreen {
  show(event: RunEventView): void;
  /** Leaves the terminal as it was found. */
  close(): void;
}

/** A screen that shows nothing: for machines, and where nobody watches. */
export const quietScreen: RunScreen = { show: () => undefined, close: () => undefined };

/** Returns a screen of plain lines: for files, pipes and CI. Progress within a step is one line for each event. */
export function lineScreen(print: (text: string) => void): RunScreen {
  return {
    show: (event) => {
      const line = lineOf(event);
      if (line !== null) print(line);
    },
    close: () => undefined,
  };
}

/** Returns a screen with a progress bar for the step that is under way. */
export function terminalScreen(output: NodeJS.WriteStream): RunScreen {
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
  const start = (total: number, done: number, unit: string): void => {
    bar.start(total, done, { unit, note: '' });
    isShown = true;
  };
  return {
    show: (event) => {
      const { __typename: type, runAsOf: run } = event;
      if (isShown && type === 'StepProgressed' && Number(event.total) > unitsWithLines) {
        const note = fit(noteOf(event.message, event.secondsLeft), columnsOf(output));
        bar.update(Number(event.done), { note });
        return;
      }
      hide();
      const line = lineOf(event);
      if (line !== null) output.write(`${wrapped(line, columnsOf(output))}\n`);
      if (type === 'StepStarted') start(Number(event.total), 0, event.unit);
      else if (type === 'StepProgressed') start(Number(event.total), Number(event.done), event.unit);
      else if ('movesMade' in run && run.status === 'RUNNING') start(run.movesPlanned, run.movesMade, 'moves');
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

function noteOf(message: string, seconds: number | null): string {
  return seconds === null || seconds < 1 ? message : `${message}, ${seconds.toFixed(0)} s left`;
}

/** Returns the event as a line, or null for the final event, which the summary tells better. */
function lineOf(event: RunEventView): string | null {
  const { message, runAsOf: run } = event;
  switch (event.__typename) {
    case 'RunCompleted':
    case 'RunFailed':
    case 'RunCancelled':
    case 'MoveProgressed':
      return null;
    case 'RunStarted':
      return message;
    case 'StepStarted': {
      const at = run.steps.findIndex(({ name }) => name === event.step);
      return `\nStep ${at + 1} of ${run.steps.length}: ${run.steps[at]?.title ?? event.step}\n  ${message}`;
    }
    case 'StepCompleted': {
      // What a person has to do on a real cluster.
      const todo = 'manualSteps' in event.facts ? event.facts.manualSteps : [];
      return [`  done: ${message}`, ...todo.map((step, index) => `    ${index + 1}. ${step}`)].join('\n');
    }
    case 'StepFailed':
      return `  FAILED: ${message}`;
    default:
      return `  ${message}`;
  }
}
