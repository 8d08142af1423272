/** Renders a report as JSON: the whole model, complete where other formats aggregate, in a documented and versioned form. */
import type { ReportModel } from './model.js';

/**
 * Returns the report as JSON, ending in one line break; same model, same bytes. `format` and `modelVersion` tell a reader
 * what it has; `docs/report.schema.json` describes the rest.
 */
export function renderJson(model: ReportModel): string {
  return `${JSON.stringify({ format: 'shardbook-report', ...model }, null, 2)}\n`;
}
