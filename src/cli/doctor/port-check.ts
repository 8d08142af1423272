/** Whether the server could listen where the settings say. */
import { createServer } from 'node:net';

import { type Check, fail, type Finding, pass, warn } from '../../services/store/examination.js';
import { systemCode } from '../failure.js';

/** Where the server would listen. */
export interface ListeningPlace {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
}

/** So long may whatever has the port take to say who it is, in milliseconds. */
const healthTimeoutMs = 1500;

export const portChecks: readonly Check<ListeningPlace>[] = [
  { code: 'PORT', title: 'The server can listen on its port', needs: [], look: lookAtPort },
];

async function lookAtPort({ host, port }: ListeningPlace): Promise<Finding> {
  const code = await listeningFault(host, port);
  if (code === null) return pass(port === 0 ? `A free port on ${host}` : `Port ${port} on ${host} is free`);
  if (code === 'EADDRINUSE') {
    const evidence = `Port ${port} on ${host} is in use`;
    if (!(await answersHealth(host, port))) {
      return fail(`${evidence} by another program`, 'Stop that program, or set PORT to another port');
    }
    return warn(
      `${evidence} by a program that answers /health like Shardbook`,
      'Nothing, if that is the intended Shardbook; otherwise set PORT to another port',
    );
  }
  if (code === 'EACCES') {
    return fail(`This user may not listen on port ${port} of ${host} (${code})`, 'Set PORT to 1024 or higher');
  }
  return fail(
    `It is not possible to listen on ${host}, port ${port} (${code})`,
    'Set HOST to an address of this machine',
  );
}

/** Returns the code of the error that listening ends with; null when it begins. It is ended at once. */
function listeningFault(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(systemCode(error)));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

async function answersHealth(host: string, port: number): Promise<boolean> {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const name = reachable.includes(':') ? `[${reachable}]` : reachable;
  try {
    const answer = await fetch(`http://${name}:${port}/health`, { signal: AbortSignal.timeout(healthTimeoutMs) });
    return ((await answer.json()) as { status?: unknown } | null)?.status === 'ok';
  } catch {
    return false;
  }
}
