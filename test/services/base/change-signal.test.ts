import { describe, expect, it } from 'vitest';

import { ChangeSignal } from '../../../src/services/base/change-signal.js';

describe('ChangeSignal', () => {
  it('resolves at once when it rang since the caller last looked', async () => {
    const changes = new ChangeSignal();
    const seen = changes.version;

    changes.notify();

    await expect(changes.after(seen, new AbortController().signal)).resolves.toBeUndefined();
  });

  it('wakes everybody who waits', async () => {
    const changes = new ChangeSignal();
    const { signal } = new AbortController();
    const waiting = Promise.all([changes.after(0, signal), changes.after(0, signal)]);

    changes.notify();

    await expect(waiting).resolves.toHaveLength(2);
  });

  it('lets go of a waiter whose signal is aborted', async () => {
    const changes = new ChangeSignal();
    const controller = new AbortController();
    const waiting = changes.after(0, controller.signal);

    controller.abort();

    await expect(waiting).resolves.toBeUndefined();
    expect(changes.version).toBe(0);
  });
});
