import { describe, expect, it } from 'vitest';

import { readSettings, settingsByVariable, SettingsError, settingsHelp } from '../src/settings.js';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe('readSettings', () => {
  it('gives the defaults for an empty environment', () => {
    const settings = readSettings({});

    expect(settings).toMatchObject({ HOST: '127.0.0.1', PORT: 4000, SHARDBOOK_DATA: './data', SHARDBOOK_SEED: null });
    expect(settings).toMatchObject({ SHARDBOOK_DB_SERVERS: 3, SHARDBOOK_SHARD_GROUPS: 12 });
  });

  it('takes an empty variable for one that is missing', () => {
    expect(readSettings({ PORT: '' }).PORT).toBe(4000);
  });

  it('reads numbers and lists', () => {
    const settings = readSettings({ PORT: '0', SHARDBOOK_SEED: '7', SHARDBOOK_ZONES: 'a, b' });

    expect(settings).toMatchObject({ PORT: 0, SHARDBOOK_SEED: 7, SHARDBOOK_ZONES: ['a', 'b'] });
  });

  it('names every bad variable with its value and what is wrong', () => {
    const problems = problemsOf({ PORT: '70000', SHARDBOOK_SEED: '-1', SHARDBOOK_LOG_LEVEL: 'loud' });

    expect(problems).toHaveLength(3);
    expect(problems[0]).toBe('PORT=70000 is not a whole number from 0 to 65535');
    expect(problems[1]).toBe('SHARDBOOK_SEED=-1 is not a whole number from 0 to 2147483647');
    expect(problems[2]).toBe('SHARDBOOK_LOG_LEVEL=loud is not one of silent, error, warn, info, debug');
  });

  it.each(['1.5', '1e3', ' 80', 'http', '٣'])('refuses %j as a port', (port) => {
    expect(problemsOf({ PORT: port })).toHaveLength(1);
  });

  it('refuses more copies than DB-Servers', () => {
    const [problem] = problemsOf({ SHARDBOOK_DB_SERVERS: '2', SHARDBOOK_REPLICATION_FACTOR: '3' });

    expect(problem).toContain('SHARDBOOK_REPLICATION_FACTOR=3 needs as many DB-Servers');
  });

  it('refuses a write concern above the replication factor', () => {
    expect(problemsOf({ SHARDBOOK_WRITE_CONCERN: '3' })[0]).toContain('SHARDBOOK_WRITE_CONCERN=3 is more than');
  });

  it('reads the Coordinators of a cluster, with commas between', () => {
    const settings = readSettings({ ARANGO_ENDPOINT: 'https://a.example.com:8529, http://10.0.0.2:8529' });

    expect(settings.ARANGO_ENDPOINT).toEqual(['https://a.example.com:8529', 'http://10.0.0.2:8529']);
    expect(settings.ARANGO_DATABASE).toBe('network_assets_demo');
  });

  it('never repeats an address, which may have a password in it', () => {
    for (const endpoint of [
      'https://me:secret@db.example.com:8529',
      'https://:secret@db',
      'me:secret@db',
      'tcp://secret',
    ]) {
      let message = '';
      try {
        readSettings({ ARANGO_ENDPOINT: endpoint });
      } catch (error) {
        message = String(error);
      }

      expect(message).toMatch(/ARANGO_ENDPOINT/);
      expect(message).not.toMatch(/secret/);
    }
  });
});

describe('a variable that starts like ours', () => {
  it('is refused when it is no setting, since it would have no effect', () => {
    expect(() => readSettings({ SHARDBOOK_SEDE: '1', PORT: '0' })).toThrow('SHARDBOOK_SEDE is no setting');
  });
});

describe('settingsHelp', () => {
  it('lists every variable with its default', () => {
    const help = settingsHelp();

    for (const variable of Object.keys(settingsByVariable)) expect(help).toContain(variable);
    expect(help).toContain('(default 4000)');
  });
});
