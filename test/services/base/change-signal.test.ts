import { describe, expect, it } from 'vitest';

import { Bell } from '../../../src/services/base/change-signal.js';

describe('Bell', () => {
  it('resolves at once when it rang since the caller last looked', async () => {
    const bell = new Bell();
    const seen = bell.rings;

    bell.ring();

    await expect(bell.after(seen, new AbortController().signal)).resolves.toBeUndefined();
  });

  it('wakes everybody who waits', async () => {
    const bell = new Bell();
    const { signal } = new AbortController();
    const waiting = Promise.all([bell.after(0, signal), bell.after(0, signal)]);

    bell.ring();

    await expect(waiting).resolves.toHaveLength(2);
  });

  it('lets go of a waiter whose signal is aborted', async () => {
    const bell = new Bell();
    const controller = new AbortController();
    const waiting = bell.after(0, controller.signal);

    controller.abort();

    await expect(waiting).resolves.toBeUndefined();
    expect(bell.rings).toBe(0);
  });
});
