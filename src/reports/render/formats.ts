/** The formats that a report can be had in. A new format is one renderer and one line here. */
import type { ReportModel } from '../model.js';
import { renderHtml } from './html.js';
import { renderJson } from './json.js';
import { renderMarkdown } from './markdown.js';
import { renderNotebook } from './notebook.js';

export interface ReportFormat {
  readonly format: 'MARKDOWN' | 'HTML' | 'NOTEBOOK' | 'JSON';
  /** Of the file, without the dot. */
  readonly extension: 'md' | 'html' | 'ipynb' | 'json';
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
  { format: 'NOTEBOOK', extension: 'ipynb', contentType: 'application/x-ipynb+json', render: renderNotebook },
  { format: 'JSON', extension: 'json', contentType: 'application/json', render: renderJson },
];
