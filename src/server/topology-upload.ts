/** Topologies as files: POST /topologies with the document as the body, for what is too large for a GraphQL request. */
import type { IncomingMessage, ServerResponse } from 'node:http';

import { encodeId } from '../schema/global-id.js';
import type { Services } from '../schema/services.js';
import { DomainError, InvalidInputError } from '../services/errors/errors.js';
import { topologyLimits } from '../services/model/request-limits.js';
import { send } from './http.js';

/** Where topologies are taken. */
export const topologiesPath = '/topologies';

const { bytes: maxBytes } = topologyLimits;

/** Answers a request with a topology. */
export type TopologyUpload = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

/**
 * Returns what takes topologies: 201 with the snapshot; 400 with code, field, message and remedy when the document is
 * wrong, 413 when it is too large, 415 when it is not said to be JSON, 503 while another one is being read, so that memory
 * stays bounded. `?label=` names the snapshot.
 */
export function topologyUpload({ topology }: Pick<Services, 'topology'>): TopologyUpload {
  let isBusy = false;
  return async (request, response, url) => {
    const refusal = refusalOf(request, isBusy);
    if (refusal) {
      // The body is not read: the connection cannot be used again.
      send(request, response, refusal.status, refusal.message, { Connection: 'close', ...refusal.headers });
      return;
    }
    isBusy = true;
    const gone = new AbortController();
    const onClose = (): void => gone.abort();
    response.on('close', onClose);
    try {
      const document = await bodyOf(request);
      if (document === null) {
        send(request, response, 413, tooLarge, { Connection: 'close' });
        return;
      }
      const { id, label, fingerprint } = await topology.importTopology(
        document,
        url.searchParams.get('label'),
        gone.signal,
      );
      send(request, response, 201, { id: encodeId('Snapshot', id), label, fingerprint });
    } catch (error) {
      // A client that goes away gets no answer.
      if (request.errored || gone.signal.aborted) return;
      if (!(error instanceof DomainError)) throw error;
      const { code, message, remedy } = error;
      const field = error instanceof InvalidInputError ? error.field : null;
      send(request, response, field === null ? 503 : 400, { code, field, message, remedy });
    } finally {
      response.off('close', onClose);
      isBusy = false;
    }
  };
}

const tooLarge = `A topology can have at most ${maxBytes} bytes; give documents and bytes per shard group instead of listing shards`;

interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function refusalOf({ method, headers }: IncomingMessage, isBusy: boolean): Refusal | null {
  if (method !== 'POST') return { status: 405, message: 'Only POST is allowed here', headers: { Allow: 'POST' } };
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) {
    return { status: 415, message: 'Send the document with the header Content-Type: application/json' };
  }
  if (Number(headers['content-length'] ?? 0) > maxBytes) return { status: 413, message: tooLarge };
  if (!isBusy) return null;
  return { status: 503, message: 'Another topology is being read; try again later', headers: { 'Retry-After': '5' } };
}

/** Returns the body; null when it is too large. Rejects when the client goes away. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array | null> {
  const read: Buffer[] = [];
  let bytes = 0;
  // Without destroying: the answer goes over the same connection.
  const chunks = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxBytes) return null;
    read.push(chunk);
  }
  // No Buffer, so that it can be handed to the reading thread.
  const body = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of read) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}
