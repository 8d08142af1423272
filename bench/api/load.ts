/**
 * Asks a server the same request over several connections, each waiting for its answer. Sockets and a few lines of HTTP
 * instead of a client library: these take longer for a request than the servers that are measured, and know milliseconds.
 */
import { connect } from 'node:net';

/** What one round came to. */
export interface Round {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly bytes: number;
  readonly elapsedSeconds: number;
}

export interface Load {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** The body of the next request. */
  readonly body: () => string;
}

/** Resolves with the figures of one round. Throws an Error when an answer is no success. */
export async function measure(load: Load): Promise<Round> {
  const latencies: number[] = [];
  const start = performance.now();
  const end = start + load.seconds * 1000;
  const bytes = await Promise.all(Array.from({ length: load.connections }, () => oneConnection(load, end, latencies)));
  const elapsed = (performance.now() - start) / 1000;
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    requestsPerSecond: latencies.length / elapsed,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    bytes: Math.max(...bytes),
    elapsedSeconds: elapsed,
  };
}

function requestOf(port: number, body: string): string {
  return (
    `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: application/json\r\n` +
    `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  );
}

function oneConnection({ port, body }: Load, end: number, latencies: number[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let bytes = 0;
    let sentAt = 0;
    const next = (): void => {
      sentAt = performance.now();
      socket.write(requestOf(port, body()));
    };
    const reader = answerReader((status, length) => {
      const now = performance.now();
      latencies.push(now - sentAt);
      bytes = length;
      if (status !== 200) socket.destroy(new Error(`The server answered ${status}`));
      else if (now < end) next();
      else {
        socket.destroy();
        resolve(bytes);
      }
    });
    socket.on('connect', next).on('data', reader).on('error', reject);
    socket.on('close', () => reject(new Error('The server closed the connection')));
  });
}

/** Returns what takes the bytes of answers, and says of each when it is complete: status and bytes of the body. */
function answerReader(onAnswer: (status: number, bytes: number) => void): (chunk: Buffer) => void {
  let head = '';
  let left = -1;
  let length = 0;
  let status = 0;
  let isChunked = false;
  let tail = '';
  return (chunk) => {
    let body = chunk;
    if (left < 0) {
      const text = chunk.toString('latin1');
      const close = text.indexOf('\r\n\r\n');
      head += close < 0 ? text : text.slice(0, close);
      if (close < 0) return;
      status = Number(head.slice(9, 12));
      isChunked = /transfer-encoding: chunked/i.test(head);
      left = length = isChunked ? 0 : Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      body = chunk.subarray(close + 4);
      head = tail = '';
    }
    if (isChunked) {
      length += body.length;
      tail = (tail + body.subarray(-5).toString('latin1')).slice(-5);
      if (tail !== '0\r\n\r\n') return;
    } else {
      left -= body.length;
      if (left > 0) return;
    }
    left = -1;
    onAnswer(status, length);
  };
}
