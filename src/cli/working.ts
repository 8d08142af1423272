/** Shows that something is under way that does not tell how far it is: what, and for how long. */
import { SingleBar } from 'cli-progress';

import type { Terminal } from './terminal.js';

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
