import { describe, expect, it } from 'vitest';

import { longTable } from '../../../src/reports/content/long-table.js';
import { figure } from '../../../src/reports/content/parts.js';

function tableOf(count: number, note: string | null = null): ReturnType<typeof longTable> {
  const items = Array.from({ length: count }, (_, at) => at);
  return longTable({ items, row: (at) => [figure(at)], order: 'first', noun: ['move'], note });
}

describe('longTable', () => {
  it('shows all rows of a short table', () => {
    expect(tableOf(100, 'As it is.')).toMatchObject({ shown: null, note: 'As it is.' });
  });

  it('keeps all rows of a long table and says how many are shown', () => {
    const table = tableOf(1000, 'As it is.');

    expect(table.rows).toHaveLength(1000);
    expect(table).toMatchObject({ shown: 100, note: 'The first 100 of 1,000 moves; all are in the JSON. As it is.' });
  });

  it('keeps no more rows than a report has room for, and says so', () => {
    const table = tableOf(12_345);

    expect(table.rows).toHaveLength(5000);
    expect(table.note).toBe('The first 100 of 12,345 moves; the JSON has 5,000.');
  });
});
