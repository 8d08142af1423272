/** Reports as files: /reports/<id>.<extension>, where the id is the report's opaque id in the API. */
import type { IncomingMessage, ServerResponse } from 'node:http';

import { decodeId } from '../schema/global-id.js';
import { type ReportFile, reportFile } from '../schema/report-files.js';
import { InvalidIdError } from '../services/errors.js';
import type { Services } from '../services/services.js';
import { isRead, send, sendCached } from './http.js';

/** Where reports are served. */
export const reportsPath = '/reports/';

/** A report loads nothing and runs nothing: its styles and pictures are in the file. */
const reportPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

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
  const file = await findFile(url.pathname.slice(reportsPath.length), services);
  if (!file) {
    send(
      request,
      response,
      404,
      'There is no such report; ask reports { nodes { downloads { url } } } for those there are',
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
      'Content-Security-Policy': reportPolicy,
    },
  });
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
