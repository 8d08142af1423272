/** The API without a port, for commands: GraphQL and the files of reports, by the same paths as on a server. */
import type { Logger } from 'pino';

import { reportFile } from '../reports/files.js';
import { decodeId } from '../schema/global-id.js';
import type { Services } from '../schema/services.js';
import { createApi } from './api.js';

const reportPath = /^\/reports\/([\w-]+)\.(\w+)$/;

/** Returns a function like `fetch` that answers `/graphql` and `/reports/<id>.<extension>`. */
export function createInProcess(
  services: Services,
  logger: Logger,
  shutdown: AbortSignal,
): (path: string, init?: RequestInit) => Promise<Response> {
  const api = createApi(services, logger, shutdown);
  return async (path, init) => {
    const [, globalId, extension] = reportPath.exec(path) ?? [];
    if (globalId === undefined || extension === undefined) {
      return await api.fetch(new URL(path, 'http://127.0.0.1'), init ?? {});
    }
    const [report] = await services.reports.reportsById([decodeId(globalId, ['Report']).id]);
    const file = report && (await reportFile(report, extension));
    return file ? new Response(new Uint8Array(file.body)) : new Response(null, { status: 404 });
  };
}
