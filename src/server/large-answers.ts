/** Large answers leave in pieces: turning tens of megabytes into text at once would hold everybody else up. */
import type { Plugin } from 'graphql-yoga';

import { isSmall, jsonPieces } from '../services/base/json-text.js';
import { nextTurn } from '../services/base/turns.js';

/** What is read of a result: one answer. */
interface Answer {
  readonly data?: unknown;
  readonly errors?: unknown;
  readonly extensions?: unknown;
}

/** Returns the plugin. Answers with errors, and small ones, are sent as Yoga sends them. */
export function answerInPieces(): Plugin {
  return {
    onResultProcess(hook) {
      const { request } = hook;
      const result: unknown = hook.result;
      const mediaType = mediaTypeFor(request.headers.get('accept') ?? '*/*');
      if (mediaType === null || !isLargeAnswer(result)) return;
      const headers = { 'Content-Type': `${mediaType}; charset=utf-8` };
      const { data, extensions } = result;
      const answer = extensions === undefined ? { data } : { data, extensions };
      hook.setResultProcessor((_result, fetchAPI) => new fetchAPI.Response(streamOf(answer), { headers }), mediaType);
    },
  };
}

/** Returns the media type that Yoga answers such a header with; null where that is no single JSON document. */
export function mediaTypeFor(accept: string): string | null {
  for (const range of accept.toLowerCase().replaceAll(/\s/g, '').split(',')) {
    const [type = '', ...parameters] = range.split(';');
    if (parameters.some((each) => each.startsWith('charset=') && each !== 'charset=utf-8')) continue;
    if (type === 'application/graphql-response+json') return type;
    if (type === 'application/json' || type === 'application/*' || type === '*/*') return 'application/json';
  }
  return null;
}

function isLargeAnswer(result: unknown): result is Answer {
  if (typeof result !== 'object' || result === null || Symbol.asyncIterator in result || Array.isArray(result))
    return false;
  const { data, errors } = result as Answer;
  return errors === undefined && !isSmall(data);
}

/** A piece for each turn of the event loop, as fast as the client takes them. */
function streamOf(answer: Answer): ReadableStream<Uint8Array> {
  const pieces = jsonPieces(answer);
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      await nextTurn();
      const next = pieces.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
  });
}
