/** Runs the compiled program as its users do: as a process of its own, with arguments and an environment. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The program, as `npm run bundle` makes it. */
export const main = fileURLToPath(new URL('../../dist/app/main.js', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that was started, with what it printed so far. */
export class Program {
  readonly #child: ChildProcess;
  readonly #finished: Promise<Finished>;
  #stdout = '';
  #stderr = '';
  #onOutput: () => void = () => undefined;

  constructor(args: readonly string[], environment: Readonly<Record<string, string>>, cwd?: string) {
    this.#child = spawn(process.execPath, [main, ...args], {
      cwd,
      env: { PATH: process.env.PATH ?? '', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
      this.#onOutput();
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.#finished = once(this.#child, 'close').then(([code]) => {
      this.#onOutput();
      return { code: code as number | null, stdout: this.#stdout, stderr: this.#stderr };
    });
  }

  /** Resolves with the first match in what it prints; rejects when it ends without. */
  async printed(pattern: RegExp): Promise<RegExpMatchArray> {
    const found = new Promise<RegExpMatchArray>((resolve) => {
      this.#onOutput = () => {
        const match = pattern.exec(this.#stdout);
        if (match) resolve(match);
      };
      this.#onOutput();
    });
    const ended = this.#finished.then((finished): never => {
      throw new Error(`The program ended (${finished.code}) without ${pattern}: ${finished.stdout}${finished.stderr}`);
    });
    return Promise.race([found, ended]);
  }

  /** Sends a signal and resolves when the process has ended. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Finished> {
    this.#child.kill(signal);
    return this.#finished;
  }

  /** Resolves when the process has ended by itself. */
  finished(): Promise<Finished> {
    return this.#finished;
  }
}

/** Runs the program to its end. */
export function runProgram(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  cwd?: string,
): Promise<Finished> {
  return new Program(args, environment, cwd).finished();
}

/** Starts `serve` on a free port and resolves with its address once it is ready. */
export async function startProgram(
  environment: Readonly<Record<string, string>>,
): Promise<{ program: Program; url: string }> {
  const program = new Program([], { PORT: '0', ...environment });
  const [, url = ''] = await program.printed(/GraphiQL\s+(http:\/\/\S+)\/graphql/);
  return { program, url };
}
