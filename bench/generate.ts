/**
 * How fast documents are generated and how much memory that takes, for five scale factors on one core. Speed and memory
 * of each scale factor are measured in processes of their own, so that no figure contains another's garbage; a flag
 * keeps V8's garbage collector and compiler on the main thread, so that one core does all the work.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { documentsOfTenant } from '../src/services/model/asset.js';
import { encodeDocument } from '../src/services/model/document-json.js';
import { generateTenant } from '../src/services/tenants/generation/generate-tenant.js';
import type { GenerationSpec } from '../src/services/tenants/generation/spec.js';

const scaleFactors = [1, 5, 20, 50, 100];
const runsPerFigure = 9;

/** Documents to generate before the clock starts, so that small scale factors are measured on compiled code too. */
const warmUpDocuments = 60_000;

/** What the Python program that this replaces does at scale factor 100: the figures to beat. */
const predecessor = { documentsPerSecond: 304_000, documents: 109_500, dropped: 3_800 };

interface Speed {
  readonly documents: number;
  readonly generatedPerSecond: number;
  /** Generated and written as JSON text. */
  readonly encodedPerSecond: number;
  readonly slowestBatchMs: number;
}

interface Memory {
  /** The most that was reachable at any of the points looked at, loaded code included. */
  readonly liveHeapMb: number;
  /** Of the process; contains garbage that is not collected yet. */
  readonly peakRssMb: number;
}

function specOf(scaleFactor: number): GenerationSpec {
  return {
    tenantKey: 'c695ea905f74',
    tenantName: 'Acme Corp',
    scaleFactor,
    naming: 'camelCase',
    seed: 1,
    referenceTime: '2026-08-01T12:00:00.000Z',
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** One pass over a tenant; returns how many documents there were, and their encoded length where it was asked for. */
function pass(scaleFactor: number, encodes: boolean): { documents: number; characters: number } {
  let documents = 0;
  let characters = 0;
  for (const batch of generateTenant(specOf(scaleFactor))) {
    documents += batch.length;
    if (encodes) for (const { fields } of batch) characters += encodeDocument(fields).length;
  }
  return { documents, characters };
}

function documentsPerSecond(scaleFactor: number, encodes: boolean): number {
  const rates = Array.from({ length: runsPerFigure }, () => {
    const start = performance.now();
    const { documents } = pass(scaleFactor, encodes);
    return documents / ((performance.now() - start) / 1000);
  });
  return median(rates);
}

/** The longest that the event loop would wait for a batch: the worst batch of each run, and of those the median. */
function slowestBatchMs(scaleFactor: number): number {
  const slowest = Array.from({ length: runsPerFigure }, () => {
    const batches = generateTenant(specOf(scaleFactor));
    let worst = 0;
    for (let isDone: boolean | undefined = false; !isDone;) {
      const start = performance.now();
      isDone = batches.next().done;
      worst = Math.max(worst, performance.now() - start);
    }
    return worst;
  });
  return median(slowest);
}

function measureSpeed(scaleFactor: number): Speed {
  for (let made = 0; made < warmUpDocuments;) made += pass(scaleFactor, true).documents;
  return {
    documents: pass(scaleFactor, false).documents,
    generatedPerSecond: documentsPerSecond(scaleFactor, false),
    encodedPerSecond: documentsPerSecond(scaleFactor, true),
    slowestBatchMs: slowestBatchMs(scaleFactor),
  };
}

/** One pass; live memory is looked at after about twenty of its batches. */
function measureMemory(scaleFactor: number): Memory {
  const every = Math.ceil(documentsOfTenant(scaleFactor) / 1000 / 20);
  let batches = 0;
  let liveHeapBytes = 0;
  for (const batch of generateTenant(specOf(scaleFactor))) {
    if (batches++ % every !== 0 || batch.length === 0) continue;
    globalThis.gc?.();
    liveHeapBytes = Math.max(liveHeapBytes, process.memoryUsage().heapUsed);
  }
  return { liveHeapMb: liveHeapBytes / 1e6, peakRssMb: process.resourceUsage().maxRSS / 1000 };
}

function inOwnProcess(what: 'speed' | 'memory', scaleFactor: number): unknown {
  const flags = ['--single-threaded', '--expose-gc'];
  const script = [fileURLToPath(import.meta.url), what, String(scaleFactor)];
  return JSON.parse(execFileSync(process.execPath, [...flags, ...script], { encoding: 'utf8' }));
}

function row(cells: readonly string[]): string {
  return cells.map((cell, column) => cell.padStart(column === 0 ? 5 : 15)).join('');
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function report(): void {
  console.log(`Generated documents, one core, Node ${process.version}, medians of ${runsPerFigure} runs`);
  console.log(row(['s', 'documents', 'generated/s', 'with JSON/s', 'slowest batch', 'live heap', 'peak RSS']));
  for (const scaleFactor of scaleFactors) {
    const speed = inOwnProcess('speed', scaleFactor) as Speed;
    const memory = inOwnProcess('memory', scaleFactor) as Memory;
    console.log(
      row([
        String(scaleFactor),
        whole(speed.documents),
        whole(speed.generatedPerSecond),
        whole(speed.encodedPerSecond),
        `${speed.slowestBatchMs.toFixed(1)} ms`,
        `${memory.liveHeapMb.toFixed(1)} MB`,
        `${whole(memory.peakRssMb)} MB`,
      ]),
    );
    if (scaleFactor === 100) compare(speed);
  }
  const { liveHeapMb, peakRssMb } = inOwnProcess('memory', 1000) as Memory;
  console.log(`Memory at s = 1000: live heap ${liveHeapMb.toFixed(1)} MB, peak RSS ${whole(peakRssMb)} MB`);
}

function compare({ documents, generatedPerSecond }: Speed): void {
  const factor = generatedPerSecond / predecessor.documentsPerSecond;
  const isReached = factor >= 2 && documents === documentsOfTenant(100);
  console.log(
    `s = 100: ${whole(generatedPerSecond)} documents/s with all ${whole(documents)}; the Python predecessor makes ` +
      `${whole(predecessor.documentsPerSecond)}/s and drops ${whole(predecessor.dropped)} of ` +
      `${whole(predecessor.documents)}: ${factor.toFixed(1)} times as fast, target of 2.0 ${isReached ? 'reached' : 'missed'}`,
  );
}

const [what, scaleFactor] = process.argv.slice(2);
if (what === undefined) report();
else console.log(JSON.stringify((what === 'speed' ? measureSpeed : measureMemory)(Number(scaleFactor))));
