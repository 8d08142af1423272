import { describe, expect, it } from 'vitest';

import { numberColumn, table } from '../../../src/reports/content/parts.js';
import type { TableCell } from '../../../src/reports/model.js';

function tableOf(count: number, note: string | null = null): Omit<TableCell, 'section'> {
  const items = Array.from({ length: count }, (_, at) => at);
  const cell = table({ id: 'moves', title: 'Moves', noun: 'move', note }, items, [
    numberColumn('at', 'At', (at) => at),
  ]);
  if (cell.kind !== 'TABLE') throw new Error(`The table is a cell of kind ${cell.kind}`);
  return cell;
}

describe('table', () => {
  it('shows all rows of a short table', () => {
    expect(tableOf(100, 'As it is.')).toMatchObject({ shown: null, note: 'As it is.' });
  });

  it('keeps all rows of a long table and says how many are shown', () => {
    const cell = tableOf(1000, 'As it is.');

    expect(cell.rows).toHaveLength(1000);
    expect(cell).toMatchObject({ shown: 100, note: 'The first 100 of 1,000 moves; all are in the JSON. As it is.' });
  });

  it('keeps no more rows than a report has room for, and says so', () => {
    const cell = tableOf(12_345);

    expect(cell.rows).toHaveLength(5000);
    expect(cell.note).toBe('The first 100 of 12,345 moves; the JSON has 5,000.');
  });
});
