/** What every store says of its own integrity: the same checks, nothing wrong with a sound one, nothing changed. */
import { expect, it } from 'vitest';

import type { Store } from '../../../../src/services/store/port.js';
import { addTenant, device } from './samples.js';

/** The codes of every store's checks, in their order. */
export const integrityCodes = ['STORE_FILE', 'REFERENCES', 'SMART_GRAPH', 'INDEXES', 'EVENT_LOGS'];

export function integrityContract(store: () => Store): void {
  it('finds nothing wrong in a sound store, and says what was looked at', async () => {
    await addTenant(store(), {}, [device('device1')]);
    const before = await store().readTopology('FRESH');

    const checks = await store().examineIntegrity();

    expect(checks.map(({ code }) => code)).toEqual(integrityCodes);
    // Files are the embedded store's alone.
    for (const { status, remedy } of checks.slice(1))
      expect({ status, remedy }).toEqual({ status: 'PASS', remedy: null });
    expect(['PASS', 'SKIPPED']).toContain(checks[0]!.status);
    expect(checks.filter(({ evidence }) => evidence === '')).toEqual([]);
    expect(await store().readTopology('FRESH')).toEqual(before);
  });
}
