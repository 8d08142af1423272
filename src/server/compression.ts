/**
 * Compressed answers, whoever writes them: what is written goes through a zlib stream, which works on another thread, on
 * its way to the socket. Node's own HTTP server has no such step, and the usual middleware knows no zstd.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';

import Negotiator from 'negotiator';

/** Bytes from which compressing pays: smaller answers fit into one packet anyway. */
const leastBytes = 1024;

/** Brotli's quality from 0 to 11: at 4 it is as fast as gzip and packs JSON better; above, it gets slow. */
const brotliQuality = 4;

const { createZstdCompress } = zlib as { readonly createZstdCompress?: () => Transform };

/** By what we would rather send. zstd came to Node with 22.15 and 23.8. */
const compressors: Readonly<Record<string, () => Transform>> = {
  br: () => zlib.createBrotliCompress({ params: { [zlib.constants.BROTLI_PARAM_QUALITY]: brotliQuality } }),
  ...(createZstdCompress && { zstd: createZstdCompress }),
  gzip: () => zlib.createGzip(),
};

/** Texts in any form. Events of a stream are small and must not wait for each other. */
const compressible = /^(text\/(?!event-stream)|application\/([^;]*\+)?(json|javascript|graphql)|image\/svg\+xml)/;

/** Its types are of an older version, which had no preferences of the server. */
interface EncodingChoice {
  encoding(available: readonly string[], options: { readonly preferred: readonly string[] }): string | undefined;
}

/** Returns the encoding that the client likes best of those offered, which come by what we would rather send; or `identity`. */
export function encodingFor(request: IncomingMessage, offered: readonly string[]): string {
  const negotiator: EncodingChoice = new Negotiator(request);
  return negotiator.encoding([...offered, 'identity'], { preferred: offered }) ?? 'identity';
}

/** Compresses the answer to a request if the client takes that and there is enough of it. Call it before anything is sent. */
export function compressAnswer(request: IncomingMessage, response: ServerResponse): void {
  const encoding = encodingFor(request, Object.keys(compressors));
  const create = compressors[encoding];
  const sendHead = response.writeHead.bind(response);
  const write = response.write.bind(response) as (chunk: unknown) => boolean;
  const end = response.end.bind(response);
  let hasBegun = false;
  let compressor: Transform | null = null;

  /** Decides when the head of the answer is complete. `bytes`: of its body; null: not known. */
  const begin = (bytes: number | null): void => {
    hasBegun = true;
    response.writeHead = sendHead;
    if (!compressible.test(String(response.getHeader('Content-Type') ?? ''))) return;
    if (!String(response.getHeader('Vary') ?? '').includes('Accept-Encoding')) {
      response.appendHeader('Vary', 'Accept-Encoding');
    }
    if (!create || (bytes !== null && bytes < leastBytes) || response.hasHeader('Content-Encoding')) return;
    response.removeHeader('Content-Length');
    response.setHeader('Content-Encoding', encoding);
    const etag = response.getHeader('ETag');
    if (typeof etag === 'string' && !etag.startsWith('W/')) response.setHeader('ETag', `W/${etag}`);
    compressor = pump(create(), response, write, () => end());
  };

  response.writeHead = (status: number, ...rest: unknown[]) => {
    response.statusCode = status;
    const [message] = rest;
    if (typeof message === 'string') response.statusMessage = message;
    const headers = rest.at(-1);
    if (typeof headers === 'object' && headers !== null) {
      for (const [name, value] of Object.entries(headers)) {
        if (name === 'Vary') response.appendHeader(name, value as string);
        else response.setHeader(name, value as string);
      }
    }
    return response;
  };

  response.write = ((...args: [chunk: unknown]) => {
    const length = response.getHeader('Content-Length');
    if (!hasBegun) begin(length === undefined ? null : Number(length));
    return compressor ? compressor.write(...args) : write(...args);
  }) as ServerResponse['write'];

  response.end = ((...args: unknown[]) => {
    const [chunk] = args;
    const body = typeof chunk === 'string' || chunk instanceof Uint8Array ? chunk : null;
    // A HEAD request has no body, but the head that a GET request would have.
    if (!hasBegun) begin(body === null ? 0 : Buffer.byteLength(body));
    if (!compressor) return (end as (...all: unknown[]) => ServerResponse)(...args);
    compressor.end(...(args as []));
    return response;
  }) as ServerResponse['end'];
}

/** Sends on what the compressor makes, as fast as the client takes it; whoever writes hears when there is room again. */
function pump(
  compressor: Transform,
  response: ServerResponse,
  write: (chunk: unknown) => boolean,
  end: () => void,
): Transform {
  let isFull = false;
  compressor.on('data', (chunk: Buffer) => {
    if (write(chunk)) return;
    isFull = true;
    compressor.pause();
  });
  response.on('drain', () => {
    if (!isFull) return;
    isFull = false;
    compressor.resume();
  });
  compressor.on('drain', () => response.emit('drain'));
  compressor.on('end', end);
  // Only a fault of zlib itself comes here, and half an answer must not look whole.
  compressor.on('error', () => response.destroy());
  response.on('close', () => compressor.destroy());
  return compressor;
}
