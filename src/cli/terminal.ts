/** Where commands write: results on one stream, progress on another, colours only where a person wants them. */
import { styleText } from 'node:util';

import { SingleBar } from 'cli-progress';

export interface Terminal {
  /** Results; what other programs read. */
  readonly out: NodeJS.WriteStream;
  /** What is said beside the results. */
  readonly err: NodeJS.WriteStream;
  /** Progress, where a person watches; null: nobody does, and nothing is shown. */
  readonly watched: NodeJS.WriteStream | null;
}

/** Returns the terminal of the process: progress is shown where standard error is one. */
export function systemTerminal({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): Terminal {
  return { out: stdout, err: stderr, watched: stderr.isTTY ? stderr : null };
}

/** What words say about how something stands, as most people read colours. */
const colours: Readonly<Record<string, 'green' | 'yellow' | 'red' | 'gray'>> = {
  ...{ PASS: 'green', GOOD: 'green', COMPLETED: 'green', ADDED: 'green' },
  ...{ WARN: 'yellow', DEGRADED: 'yellow', CANCELLED: 'yellow', PAUSED: 'yellow', INTERRUPTED: 'yellow' },
  ...{ FAIL: 'red', FAILED: 'red', BAD: 'red', 'NOT ADDED': 'red' },
  ...{ SKIPPED: 'gray', 'ALREADY THERE': 'gray' },
};

/**
 * Returns the word in its colour where the stream is a terminal that shows colours: NO_COLOR (no-color.org) and
 * FORCE_COLOR decide as Node reads them. Any other word, and any word elsewhere, comes back as it is.
 */
export function painted(word: string, stream: NodeJS.WriteStream): string {
  const colour = colours[word.trim()];
  return colour ? styleText(colour, word, { stream }) : word;
}

/** The width of a terminal that does not tell it: some, as in recordings and consoles of build servers, say 0. */
const usualColumns = 80;

/** Returns the width of a terminal in characters. */
export function columnsOf(stream: NodeJS.WriteStream): number {
  return stream.columns || usualColumns;
}

/** What is over within this time needs no sign that it is under way. */
const patienceMs = 700;

/** Resolves or rejects with the work. Meanwhile a line on the watched stream says what is being done. */
export async function whileShowing<T>({ watched }: Terminal, what: string, work: Promise<T>): Promise<T> {
  if (!watched) return work;
  const line = new SingleBar({
    format: `  ${what} {duration_formatted}`,
    stream: watched,
    hideCursor: true,
    clearOnComplete: true,
    fps: 2,
  });
  const timer = setTimeout(() => line.start(1, 0), patienceMs);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    line.stop();
  }
}
