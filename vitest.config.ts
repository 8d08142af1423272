// Tests that need no browser. Real sockets on loopback are fine; nothing beyond it.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/**/*.test.ts'], exclude: ['test/browser/**'], testTimeout: 20_000 },
});
