/**
 * GraphiQL from our own files: the library gives one page of 9 MB, which is taken apart into a small page and two
 * assets named by their content, compressed once. A second visit loads nothing.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, createGunzip, gzip } from 'node:zlib';

import { packageFile } from '../services/base/package-root.js';
import { encodingFor } from './compression.js';
import { exampleTabs } from './examples.js';
import { isRead, send, sendCached } from './http.js';

/** Where the assets are served. */
export const assetsPath = '/graphiql/';

/**
 * Brotli from 5 on brings the script below 2 MB; more only takes longer (9: 3 times as long for 4% less). Both run in
 * the thread pool, so the event loop stays free.
 */
const brotliQuality = 5;

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cg fill='%232b6cb0'%3E" +
  "%3Crect x='1' y='1' width='6' height='6'/%3E%3Crect x='9' y='1' width='6' height='6'/%3E%3Crect x='1' y='9' width='6' height='6'/%3E%3C/g%3E" +
  "%3Crect x='9' y='9' width='6' height='6' fill='%23dd6b20'/%3E%3C/svg%3E";

/**
 * Nothing but our own files and endpoint. Its editor makes its workers from blobs and its styles as it goes.
 */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  'worker-src blob:',
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * GraphiQL's tabs keep the offset of an animation that their first layout begins, and show it as soon as one is pressed:
 * it jumped away from under the mouse, and the first click on it was lost. What does not fit in one row it hides; in
 * several rows the whole walk is there to see.
 */
const tabStyle = [
  '.graphiql-tab{transform:none!important}',
  '.graphiql-tabs{flex-wrap:wrap;row-gap:2px}',
  '.graphiql-container .graphiql-session-header{height:auto;min-height:var(--session-header-height)}',
].join('');

interface Asset {
  readonly contentType: string;
  readonly brotli: Buffer;
  readonly gzip: Buffer;
}

interface GraphiQL {
  readonly page: Buffer;
  /** By name under `assetsPath`. */
  readonly assets: ReadonlyMap<string, Asset>;
}

let prepared: Promise<GraphiQL> | null = null;

/**
 * Loads the library's page, 9 MB of script: reading it takes a fifth of a second in one piece, so that is better done
 * before anybody is served.
 */
export async function loadGraphiQL(): Promise<void> {
  await import('@graphql-yoga/render-graphiql');
}

/** Starts to prepare the page, once in a process; whoever asks for it meanwhile waits. */
export function prepareGraphiQL(): Promise<unknown> {
  return (prepared ??= prepare());
}

/** Returns whether a browser visits; a query in the address, as in a shared link, is shown in the page. */
export function wantsPage({ method, headers }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && (headers.accept ?? '').includes('text/html');
}

/** Answers with the page. */
export async function servePage(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { page } = await (prepared ??= prepare());
  void sendCached(request, response, {
    body: page,
    contentType: 'text/html; charset=utf-8',
    etag: `"${hashOf(page)}"`,
    cacheControl: 'no-cache',
    headers: { 'Content-Security-Policy': pagePolicy, Vary: 'Accept' },
  });
}

/** Answers with an asset, in the smallest form that the client takes. Its name changes with it: it is kept for good. */
export async function serveAsset(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  if (!isRead(request, response)) return;
  const { assets } = await (prepared ??= prepare());
  const name = url.pathname.slice(assetsPath.length);
  const asset = assets.get(name);
  if (!asset) {
    send(request, response, 404, 'There is no such file');
    return;
  }
  const { contentType } = asset;
  const caching = { etag: `"${name}"`, cacheControl: 'public, max-age=31536000, immutable', contentType };
  const encoding = encodingFor(request, ['br', 'gzip']);
  if (encoding !== 'identity') {
    const headers = { 'Content-Encoding': encoding, Vary: 'Accept-Encoding' };
    void sendCached(request, response, { ...caching, body: encoding === 'br' ? asset.brotli : asset.gzip, headers });
    return;
  }
  // Hardly anybody asks for it uncompressed: it is unpacked while it is sent instead of being kept too.
  response.writeHead(200, {
    'Content-Type': contentType,
    'Cache-Control': caching.cacheControl,
    ETag: caching.etag,
    Vary: 'Accept-Encoding',
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const unpacked = createGunzip();
  response.on('close', () => unpacked.destroy());
  unpacked.pipe(response);
  unpacked.end(asset.gzip);
}

async function prepare(): Promise<GraphiQL> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = renderGraphiQL({
    title: 'Shardbook',
    favicon: icon,
    defaultTabs: [...exampleTabs],
    subscriptionsProtocol: 'WS',
    shouldPersistHeaders: false,
  });
  // The script comes last and may hold these marks as text; only its own ones are outermost.
  const style = between(html, '<style>', html.indexOf('</style>'));
  const script = between(html, '<script>', html.lastIndexOf('</script>'));
  const [css, js] = await Promise.all([
    compress(style.text + tabStyle, 'text/css; charset=utf-8'),
    compress(withLinks(script.text), 'text/javascript; charset=utf-8'),
  ]);
  const cssName = `${hashOf(css.brotli)}.css`;
  const jsName = `${hashOf(js.brotli)}.js`;
  const page =
    html.slice(0, style.start) +
    `<link rel="stylesheet" href="${assetsPath}${cssName}" />` +
    html.slice(style.end, script.start) +
    `<script src="${assetsPath}${jsName}"></script>` +
    html.slice(script.end);
  return {
    page: Buffer.from(page.trim()),
    assets: new Map([
      [cssName, css],
      [jsName, js],
    ]),
  };
}

/** What the page's script ends with: the call that draws GraphiQL. */
const renderCall = 'YogaGraphiQL.renderYogaGraphiQL(';

/** GraphiQL reads a query from the address but no variables, and shows it in the wrong one of our tabs. */
function withLinks(script: string): string {
  const at = script.lastIndexOf(renderCall);
  if (at < 0) throw new Error(`GraphiQL's page does not call ${renderCall}...) where it is expected`);
  const open = readFileSync(packageFile('src/server/graphiql-link.js'), 'utf8');
  return `${open}${script.slice(0, at)}openGraphiQL(${script.slice(at + renderCall.length)}`;
}

/** The text between an opening mark and the position of its closing one, and where both begin and end. */
function between(html: string, opening: string, closingAt: number): { text: string; start: number; end: number } {
  const start = html.indexOf(opening);
  if (start < 0 || closingAt < start) throw new Error(`GraphiQL's page has no ${opening} where it is expected`);
  const end = closingAt + opening.length + 1;
  return { text: html.slice(start + opening.length, closingAt), start, end };
}

async function compress(text: string, contentType: string): Promise<Asset> {
  const body = Buffer.from(text);
  const params = { [constants.BROTLI_PARAM_QUALITY]: brotliQuality, [constants.BROTLI_PARAM_SIZE_HINT]: body.length };
  const [brotli, gzipped] = await Promise.all([promisify(brotliCompress)(body, { params }), promisify(gzip)(body)]);
  return { contentType, brotli, gzip: gzipped };
}

function hashOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 20);
}
