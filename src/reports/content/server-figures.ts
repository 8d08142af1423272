/** What DB-Servers tell of themselves (memory, disk, shards, work), as a table to compare them by, or why they do not. */
import { inTime } from '../../services/base/wording.js';
import type { PerformanceReport, ServerFigure, ServerFigures } from '../../services/model/check.js';
import type { TableValue } from '../model.js';
import { inNameOrder } from './cluster-figures.js';
import { longTable } from './long-table.js';
import { bytesValue, type DraftCell, figure, listed, numberColumn, text, textColumn } from './parts.js';

/** Returns the cell; null for a cluster without DB-Servers. */
export function serverFiguresCell(id: string, title: string, performance: PerformanceReport): DraftCell | null {
  const servers = performance.serverFigures;
  if (servers.length === 0) return null;
  const told = inNameOrder(servers.map((server) => ({ ...server, serverId: server.serverId ?? '' }))).flatMap(
    ({ shortName, figures }) => figures.map((one) => ({ shortName, figure: one })),
  );
  const reasons = reasonsOf(servers);
  if (told.length === 0) return skippedCell(id, title, reasons);
  // All servers by one figure stand together, figures in the order in which servers tell them.
  const order = [...new Set(told.map((one) => one.figure.name))];
  return {
    kind: 'TABLE',
    id,
    title,
    basis: 'MEASURED',
    columns: [
      textColumn('figure', 'Figure'),
      textColumn('server', 'DB-Server'),
      numberColumn('value', 'Value'),
      textColumn('source', 'Metric'),
    ],
    ...longTable({
      items: order.flatMap((name) => told.filter((one) => one.figure.name === name)),
      row: (one) => [
        { ...text(one.figure.description), value: one.figure.name },
        text(one.shortName),
        valueOf(one.figure),
        text(one.figure.source),
      ],
      order: 'first',
      noun: ['figure'],
      note: ['Asked right after the queries were timed.', ...reasons].join(' '),
    }),
  };
}

function skippedCell(id: string, title: string, reasons: readonly string[]): DraftCell {
  const check = {
    code: 'SERVER_FIGURES',
    title: 'DB-Servers tell their memory, disk, shards and work',
    mark: 'SKIPPED' as const,
    evidence: reasons.join(' '),
    remedy: null,
  };
  return { kind: 'CHECK', id, title, mark: 'SKIPPED', checks: [check] };
}

/** Returns a sentence for each reason, with the servers that give it. */
function reasonsOf(servers: readonly ServerFigures[]): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const { shortName, skipped } of servers) {
    if (skipped !== null) byReason.set(skipped, [...(byReason.get(skipped) ?? []), shortName]);
  }
  const who = (names: readonly string[]): string =>
    names.length > 1 && names.length === servers.length ? 'All DB-Servers' : listed(names);
  return [...byReason].map(([reason, names]) => `${who(names)}: ${reason}.`);
}

function valueOf({ value, unit }: ServerFigure): TableValue {
  switch (unit) {
    case 'BYTES':
      return bytesValue(value);
    case 'COUNT':
      return figure(value);
    case 'SECONDS':
      return { ...text(inTime(value)), value };
    case 'PERCENT':
      return { ...text(`${value.toFixed(1)}%`), value };
  }
}
