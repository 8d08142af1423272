/** The formats that a report can be had in. A new format is one renderer and one line here. */
import { renderHtml } from './html.js';
import { renderMarkdown } from './markdown.js';
import type { ReportModel } from './model.js';

export interface ReportFormat {
  readonly format: 'MARKDOWN' | 'HTML';
  /** Of the file, without the dot. */
  readonly extension: 'md' | 'html';
  /** For the Content-Type header. */
  readonly contentType: string;
  /** Returns the whole file; same model, same bytes. */
  readonly render: (model: ReportModel) => Promise<string>;
}

/** All formats, in the order in which they are offered. */
export const formats: readonly ReportFormat[] = [
  {
    format: 'MARKDOWN',
    extension: 'md',
    contentType: 'text/markdown; charset=utf-8',
    render: (model) => Promise.resolve(renderMarkdown(model)),
  },
  { format: 'HTML', extension: 'html', contentType: 'text/html; charset=utf-8', render: renderHtml },
];
