/** All commands that ask Shardbook, and how each of them gets its session. */
import type { Command } from 'commander';

import type { Settings } from '../../settings.js';
import type { Terminal } from '../terminal.js';
import { clusterCommands } from './cluster.js';
import { type RunSession, sessionOn } from './command.js';
import { demoCommand } from './demo.js';
import { planCommands } from './plans.js';
import { reportCommand } from './reports.js';
import { tenantCommands } from './tenants.js';

/** What commands get from the program. */
export interface CommandSurroundings {
  /** Asked only by commands that run without `--url`. */
  readonly readSettings: () => Settings;
  readonly terminal: Terminal;
  /** Aborted when the person interrupts the program. */
  readonly signal: AbortSignal;
}

/** Adds the commands to the program. */
export function addClientCommands(program: Command, { readSettings, terminal, signal }: CommandSurroundings): void {
  const run: RunSession = async ({ url, json = false }, work, options = {}) => {
    // Loaded when needed: a person waits for the answer, and `--help` needs none of it.
    const { localClient, remoteClient } = await import('../client.js');
    const client =
      url === undefined ? await localClient({ ...readSettings(), ...options.settings }, options) : remoteClient(url);
    try {
      await work(sessionOn(client, json, terminal, signal));
    } finally {
      await client.close();
    }
  };
  const commands = [
    demoCommand(run),
    ...tenantCommands(run),
    ...clusterCommands(run),
    ...planCommands(run),
    reportCommand(run),
  ];
  for (const command of commands) program.addCommand(command.copyInheritedSettings(program));
}
