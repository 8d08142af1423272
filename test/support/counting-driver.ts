// A spy on the SQLite driver: counts the statements that are run, in all databases of this process.
import Driver from 'libsql';

/** Resolves with how many statements `work` runs. */
export async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const prototype = Object.getPrototypeOf(new Driver(':memory:').prepare('select 1')) as Record<string, unknown>;
  const names = ['all', 'get', 'run', 'iterate'];
  const originals = names.map((name) => prototype[name] as (...values: unknown[]) => unknown);
  // `all` reads through `iterate`, which is one statement still.
  let depth = 0;
  for (const [at, name] of names.entries()) {
    prototype[name] = function (this: unknown, ...values: unknown[]): unknown {
      if (depth === 0) count += 1;
      depth += 1;
      try {
        return originals[at]?.apply(this, values);
      } finally {
        depth -= 1;
      }
    };
  }
  try {
    await work();
    return count;
  } finally {
    for (const [at, name] of names.entries()) prototype[name] = originals[at];
  }
}
