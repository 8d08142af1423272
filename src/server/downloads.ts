/** The schema as a file, and reports as files: /reports/<id>.<extension>, or /reports/<id> in the format that the client likes best; the id is the API's. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';

import Negotiator from 'negotiator';

import { type ReportFile, reportFile } from '../reports/files.js';
import { formats } from '../reports/render/formats.js';
import { pagePolicy } from '../reports/render/templates.js';
import { decodeId } from '../schema/global-id.js';
import type { Services } from '../schema/services.js';
import { packageFile } from '../services/base/package-root.js';
import { InvalidIdError, PlanNotApplicableError, UnknownPlanError } from '../services/errors/errors.js';
import type { PlanExport } from '../services/model/plan-export.js';
import { type CachedBody, isRead, send, sendCached } from './http.js';

/** Where the schema is served. */
export const schemaPath = '/schema.graphql';

let schema: Promise<CachedBody> | null = null;

/** Answers with the schema in SDL, the file that clients generate their types from. */
export async function serveSchema(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isRead(request, response)) return;
  schema ??= readSchema();
  await sendCached(request, response, await schema);
}

async function readSchema(): Promise<CachedBody> {
  const body = await readFile(packageFile('schema.graphql'));
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 20)}"`;
  return { body, etag, contentType: 'application/graphql; charset=utf-8', cacheControl: 'no-cache' };
}

/** Where reports are served. */
export const reportsPath = '/reports/';

/**
 * Answers a request for a report's file, 404 with one line when there is none. HTML is shown, everything else is
 * saved; `?download` saves HTML too. The file never changes, so a browser that has it asks no more than its ETag.
 */
export async function serveReport(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  services: Services,
): Promise<void> {
  if (!isRead(request, response)) return;
  const name = url.pathname.slice(reportsPath.length);
  const isNegotiated = /^[\w-]+$/.test(name);
  const extension = isNegotiated ? likedBest(request) : '';
  if (extension === null) {
    send(request, response, 406, `Reports are available as ${mediaTypes.join(', ')}; ask for one of these`);
    return;
  }
  const file = await findFile(isNegotiated ? `${name}.${extension}` : name, services);
  if (!file) {
    send(
      request,
      response,
      404,
      'There is no such report; list the reports with reports { nodes { downloads { url } } }',
    );
    return;
  }
  const disposition = file.format === 'HTML' && !url.searchParams.has('download') ? 'inline' : 'attachment';
  await sendCached(request, response, {
    body: file.body,
    contentType: file.contentType,
    etag: `"${file.sha256}"`,
    cacheControl: 'private, no-cache',
    headers: {
      'Content-Disposition': `${disposition}; filename="${file.fileName}"`,
      'Content-Security-Policy': `${pagePolicy()}; frame-ancestors 'none'`,
      ...(isNegotiated && { Vary: 'Accept' }),
    },
  });
}

/** Media types without parameters; HTML first, for clients that take anything. */
const offered = [...formats].sort((a, b) => Number(b.format === 'HTML') - Number(a.format === 'HTML'));
const mediaTypes = offered.map(({ contentType }) => contentType.split(';', 1)[0] ?? '');

/** Returns the extension of the format that the client likes best, null when it takes none. */
function likedBest(request: IncomingMessage): string | null {
  const type = new Negotiator(request).mediaType(mediaTypes);
  return offered[mediaTypes.indexOf(type ?? '')]?.extension ?? null;
}

async function findFile(name: string, services: Services): Promise<ReportFile | null> {
  const [, globalId, extension] = /^([\w-]+)\.(\w+)$/.exec(name) ?? [];
  if (globalId === undefined || extension === undefined) return null;
  let id: string;
  try {
    ({ id } = decodeId(globalId, ['Report']));
  } catch (error) {
    if (error instanceof InvalidIdError) return null;
    throw error;
  }
  const [report] = await services.reports.reportsById([id]);
  return report ? reportFile(report, extension) : null;
}

/** Longer names are no database's. */
const longestDatabase = 128;

/**
 * Answers a request for a plan's file: 404 with one line when there is none, 409 with the reason when the plan imagines
 * what does not exist. `?database=` names the database whose shards move. The file never changes.
 */
export async function servePlan(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  services: Services,
): Promise<void> {
  if (!isRead(request, response)) return;
  const [, globalId] = /^\/plans\/([\w-]+)\.json$/.exec(url.pathname) ?? [];
  const database = url.searchParams.get('database')?.trim().slice(0, longestDatabase) ?? '';
  let file: PlanExport;
  try {
    const { id } = decodeId(globalId ?? '', ['RebalancePlan']);
    file = await services.plans.exportPlan(id, database === '' ? null : database);
  } catch (error) {
    if (error instanceof InvalidIdError || error instanceof UnknownPlanError) {
      send(request, response, 404, 'There is no such plan; make one with simulateRebalance');
      return;
    }
    if (error instanceof PlanNotApplicableError) {
      send(request, response, 409, `${error.message}. ${error.remedy ?? ''}`.trim());
      return;
    }
    throw error;
  }
  await sendCached(request, response, {
    body: file.file,
    contentType: 'application/json; charset=utf-8',
    etag: `"${file.sha256}"`,
    cacheControl: 'private, no-cache',
    headers: { 'Content-Disposition': `attachment; filename="shardbook-plan-${file.planHash.slice(0, 12)}.json"` },
  });
}
