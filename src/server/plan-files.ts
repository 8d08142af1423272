/** Plans as files: /plans/<id>.json, where the id is the plan's opaque id in the API. */
import type { IncomingMessage, ServerResponse } from 'node:http';

import { decodeId } from '../schema/global-id.js';
import type { Services } from '../schema/services.js';
import { InvalidIdError, PlanNotApplicableError, UnknownPlanError } from '../services/errors/errors.js';
import type { PlanExport } from '../services/model/plan-export.js';
import { isRead, send, sendCached } from './http.js';

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
