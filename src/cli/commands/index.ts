/** All commands that ask Shardbook, and how each of them gets its session. */
import type { Command } from 'commander';

import type { Settings } from '../../settings.js';
import { clusterCommands } from './cluster.js';
import type { RunSession } from './command.js';
import { planCommands } from './plans.js';
import { reportCommand } from './reports.js';
import { tenantCommands } from './tenants.js';

/** Adds the commands to the program. `readSettings` is asked only by those that run without `--url`. */
export function addClientCommands(program: Command, readSettings: () => Settings, print: (text: string) => void): void {
  const run: RunSession = async ({ url, json = false }, work) => {
    // Loaded when needed: a person waits for the answer, and `--help` needs none of it.
    const { localClient, remoteClient } = await import('../client.js');
    const client = url === undefined ? await localClient(readSettings()) : remoteClient(url);
    try {
      await work({ client, isJson: json, print });
    } finally {
      await client.close();
    }
  };
  for (const command of [...tenantCommands(run), ...clusterCommands(run), ...planCommands(run), reportCommand(run)]) {
    program.addCommand(command.copyInheritedSettings(program));
  }
}
