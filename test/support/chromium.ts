/** Chromium as tests of pages use it: headless, on its own, and asking nobody for anything. */
import { type Browser, chromium } from 'playwright-core';

/** Starts it; whoever does closes it. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
