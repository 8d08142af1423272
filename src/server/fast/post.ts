/**
 * Answers the usual request by a short way: POST of JSON with a query that Yoga has answered before, of data that is in
 * memory. Why there is such a way: Yoga builds a Request, a Response and their streams for each request, and graphql-js
 * looks up every field of every object in the query; together they take twenty times as long as the work itself. All else
 * goes to Yoga untouched, and so does each request in which something does not go well: there is one place for checks,
 * limits, errors and masking, and this is not it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Context } from '../../schema/context.js';
import { compressAnswer } from '../compression.js';
import { commonHeaders } from '../http.js';
import { mediaTypeFor } from '../large-answers.js';
import type { Answer } from './json-writer.js';
import type { KnownQueries } from './known-queries.js';

/** Larger bodies are left to Yoga: the texts of bodies are what requests are known by. */
const maxBodyBytes = 16 * 1024;

/** Bytes that are copied faster than they are sent by themselves. */
const smallAnswer = 16 * 1024;

const jsonBody = /^application\/json(?:; ?charset=utf-8)?$/i;

/** Returns whether a request to the GraphQL path may be answered by the short way, as far as its head tells. */
export function isUsualPost({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'POST' &&
    headers['content-encoding'] === undefined &&
    headers['transfer-encoding'] === undefined &&
    Number(headers['content-length']) <= maxBodyBytes &&
    jsonBody.test(headers['content-type'] ?? '') &&
    acceptedBy(headers.accept) !== null
  );
}

const accepted = new Map<string, string | null>();
const maxAccepted = 100;

/** The media type for an Accept header: clients send few different ones. */
function acceptedBy(header = '*/*'): string | null {
  let type = accepted.get(header);
  if (type === undefined) {
    type = mediaTypeFor(header);
    if (accepted.size < maxAccepted && header.length < 200) accepted.set(header, type);
  }
  return type;
}

/** Answers such a request, or calls `otherwise` with the request as it came: nothing of its body is missing. */
export function answerPost(
  request: IncomingMessage,
  response: ServerResponse,
  queries: KnownQueries,
  createContext: () => Context,
  otherwise: () => void,
): void {
  const length = Number(request.headers['content-length']);
  const chunks: Buffer[] = [];
  let received = 0;
  const receive = (chunk: Buffer): void => {
    chunks.push(chunk);
    received += chunk.length;
    if (received < length) return;
    request.off('data', receive).off('end', otherwise);
    const body = chunks.length === 1 ? chunk : Buffer.concat(chunks);
    const answer = queries.answer(body.toString(), createContext);
    if (answer) {
      send(request, response, answer);
      return;
    }
    // Its end has not been told yet, so what was read can be put back.
    request.pause();
    request.unshift(body);
    otherwise();
  };
  request.on('data', receive).on('end', otherwise);
}

function send(request: IncomingMessage, response: ServerResponse, { bytes, isAscii, release }: Answer): void {
  const mediaType = acceptedBy(request.headers.accept) ?? 'application/json';
  const headers = [
    ...commonHeaders,
    ['Content-Type', `${mediaType}; charset=utf-8`],
    ['Content-Length', String(bytes.length)],
  ] as const;
  if (request.headers['accept-encoding'] !== undefined) {
    for (const [name, value] of headers) response.setHeader(name, value);
    compressAnswer(request, response);
    response.end(bytes, release);
    return;
  }
  response.writeHead(200, [...headers.flat(), 'Vary', 'Accept-Encoding']);
  if (isAscii && bytes.length <= smallAnswer) {
    // Node sends head and body in one piece when both are texts.
    response.end(bytes.toString('latin1'), 'latin1');
    release();
  } else {
    response.end(bytes, release);
  }
}
