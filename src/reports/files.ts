/** The files of a report: every format rendered from the stored model. Reports never change, so neither do their files. */
import { createHash } from 'node:crypto';

import { mapInTurns, nextTurn } from '../services/base/turns.js';
import type { StoredReport } from '../services/store/port.js';
import type { ReportModel } from './model.js';
import { formats, type ReportFormat } from './render/formats.js';

/** A report in one format. */
export interface ReportFile {
  readonly format: ReportFormat['format'];
  /** File name extension, without dot: what a path on the server ends with. */
  readonly extension: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly body: Buffer;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

/** Rendered files that are kept: a reader who looks at a report usually takes all of its files. */
const filesKept = 16;

/** Promises, so that two readers who come at the same time share one rendering. */
const rendered = new Map<string, Promise<ReportFile>>();

/** As long as its report is at hand, a model is read once. */
const models = new WeakMap<StoredReport, Promise<ReportModel>>();

let lastRead: Promise<unknown> = Promise.resolve();

/** Returns the model of a stored report. Models are read one after the other: that of a large cluster takes some 20 ms. */
export function reportModelOf(report: StoredReport): Promise<ReportModel> {
  const known = models.get(report);
  if (known) return known;
  const model = lastRead.then(nextTurn).then(() => readModel(report));
  lastRead = model.catch(() => undefined);
  models.set(report, model);
  return model;
}

function readModel({ model }: StoredReport): ReportModel {
  // Written by our own report service, which keeps nothing else.
  return JSON.parse(model) as ReportModel;
}

/** Returns the report in every format, in the order of the formats. */
export function reportFiles(report: StoredReport): Promise<readonly ReportFile[]> {
  return mapInTurns(formats, 1, (format) => fileOf(report, format));
}

/** Returns the report in the format with this file name extension (without dot), or null when there is none. */
export async function reportFile(report: StoredReport, extension: string): Promise<ReportFile | null> {
  const format = formats.find((each) => each.extension === extension);
  return format ? fileOf(report, format) : null;
}

function fileOf(report: StoredReport, format: ReportFormat): Promise<ReportFile> {
  const name = `${report.id}.${format.extension}`;
  const kept = rendered.get(name);
  if (kept) return kept;
  const [oldest] = rendered.keys();
  if (rendered.size >= filesKept && oldest !== undefined) rendered.delete(oldest);
  const file = render(report, format);
  rendered.set(name, file);
  file.catch(() => rendered.delete(name));
  return file;
}

async function render(report: StoredReport, format: ReportFormat): Promise<ReportFile> {
  const body = Buffer.from(await format.render(await reportModelOf(report)), 'utf8');
  return {
    format: format.format,
    extension: format.extension,
    fileName: fileNameOf(report, format.extension),
    contentType: format.contentType,
    body,
    sha256: createHash('sha256').update(body).digest('hex'),
  };
}

/** Letters and digits only, so that every system takes the name: shardbook-2026-08-01-<id>.html */
function fileNameOf({ id, createdAt }: StoredReport, extension: string): string {
  return `shardbook-${createdAt.slice(0, 10)}-${id}.${extension}`;
}
