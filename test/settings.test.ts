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

  it.each([
    ['PORT', '65535', 65_535],
    ['SHARDBOOK_DB_SERVERS', '1000', 1000],
    ['SHARDBOOK_SERVER_CAPACITY_BYTES', '1125899906842624', 2 ** 50],
    ['HOST', ' db.example.com ', 'db.example.com'],
    ['ARANGO_DATABASE', `d${'x'.repeat(63)}`, `d${'x'.repeat(63)}`],
    ['ARANGO_DATABASE', 'My_data-base2', 'My_data-base2'],
    ['SHARDBOOK_ALLOWED_ORIGINS', 'https://a.example', ['https://a.example']],
    [
      'SHARDBOOK_ALLOWED_ORIGINS',
      'https://a.example, http://localhost:5173',
      ['https://a.example', 'http://localhost:5173'],
    ],
  ] as const)('takes %s=%s', (variable, given, value) => {
    expect(readSettings({ [variable]: given, SHARDBOOK_REPLICATION_FACTOR: '1' })[variable]).toEqual(value);
  });

  it.each([
    ['HOST', '  ', 'HOST=   is empty'],
    ['SHARDBOOK_DB_SERVERS', '0', 'SHARDBOOK_DB_SERVERS=0 is not a whole number from 1 to 1000'],
    ['SHARDBOOK_DB_SERVERS', '1001', 'SHARDBOOK_DB_SERVERS=1001 is not a whole number from 1 to 1000'],
    ['SHARDBOOK_DB_SERVERS', 'three', 'SHARDBOOK_DB_SERVERS=three is not a whole number from 1 to 1000'],
    ...['SHARDBOOK_ZONES', 'SHARDBOOK_ALLOWED_ORIGINS'].map((variable) => [
      variable,
      'z'.repeat(10_001),
      `${variable}=${'z'.repeat(10_001)} is longer than 10000 characters`,
    ]),
    ...[
      '*',
      'app.example.com',
      'https://a.example/',
      'https://a.example/app',
      'HTTPS://a.example',
      'https://a.example,',
    ].map((origins) => [
      'SHARDBOOK_ALLOWED_ORIGINS',
      origins,
      `SHARDBOOK_ALLOWED_ORIGINS=${origins} is not a list of origins such as https://app.example.com: scheme, host and port, no path`,
    ]),
    ['SHARDBOOK_ZONES', 'a,,b', 'SHARDBOOK_ZONES=a,,b contains an empty name; separate names with commas'],
    ...['2nd', 'two words', 'name!', `d${'x'.repeat(64)}`].map((name) => [
      'ARANGO_DATABASE',
      name,
      'ARANGO_DATABASE is not a valid database name: a letter, then letters, digits, _ or -',
    ]),
    ...['db.example.com', 'ftp://a', 'ftp://a/http://b', 'see http://a', 'https://a.example.com,b', 'http://'].map(
      (endpoints) => [
        'ARANGO_ENDPOINT',
        endpoints,
        'ARANGO_ENDPOINT is not a list of addresses such as https://db.example.com:8529',
      ],
    ),
    ['ARANGO_ENDPOINT', `http://${'a'.repeat(9_994)}`, 'ARANGO_ENDPOINT is longer than 10000 characters'],
    ...['https://me@a', 'https://:secret@a', 'https://a,https://me:secret@b'].map((endpoints) => [
      'ARANGO_ENDPOINT',
      endpoints,
      'ARANGO_ENDPOINT contains a user name or password; use ARANGO_USERNAME and ARANGO_PASSWORD instead',
    ]),
  ])('refuses %s=%s', (variable = '', given = '', problem = '') => {
    expect(problemsOf({ [variable]: given })).toEqual([problem]);
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

    expect(problem).toContain('SHARDBOOK_REPLICATION_FACTOR=3 requires that many DB-Servers');
  });

  it('takes as many copies as there are DB-Servers, and a write concern of all of them', () => {
    const copies = { SHARDBOOK_REPLICATION_FACTOR: '3', SHARDBOOK_WRITE_CONCERN: '3' };

    expect(problemsOf({ SHARDBOOK_DB_SERVERS: '3', ...copies })).toEqual([]);
  });

  it('leaves the copies alone where the servers are those of a cluster', () => {
    const simulated = { SHARDBOOK_DB_SERVERS: '2', SHARDBOOK_REPLICATION_FACTOR: '3' };

    expect(problemsOf({ ARANGO_ENDPOINT: 'http://a:8529', ...simulated })).toEqual([]);
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
  it('is refused when it is not a setting, since it would have no effect', () => {
    expect(() => readSettings({ SHARDBOOK_SEDE: '1', PORT: '0' })).toThrow('SHARDBOOK_SEDE is not a setting');
  });

  it('is left to the notebooks of reports when it is theirs', () => {
    expect(problemsOf({ SHARDBOOK_URL: 'http://127.0.0.1:4000' })).toEqual([]);
  });

  it('leaves the variables of others alone', () => {
    expect(problemsOf({ PATH: '/bin', MY_SHARDBOOK_SEED: 'x' })).toEqual([]);
  });
});

describe('SettingsError', () => {
  it('says each problem on a line of its own, under its own name', () => {
    expect(() => readSettings({ PORT: 'x', HOST: ' ' })).toThrow(
      expect.objectContaining({
        name: 'SettingsError',
        message: 'HOST=  is empty\nPORT=x is not a whole number from 0 to 65535',
      }),
    );
  });
});

describe('settingsHelp', () => {
  it('has every variable with its default', () => {
    const help = settingsHelp();

    expect(help.map(([variable]) => variable)).toEqual(Object.keys(settingsByVariable));
    const meanings = new Map(help);
    expect(meanings.get('PORT')).toMatch(/\(default 4000\)$/);
    for (const variable of ['SHARDBOOK_SEED', 'SHARDBOOK_ZONES', 'ARANGO_ENDPOINT', 'ARANGO_PASSWORD']) {
      expect(meanings.get(variable)).toMatch(/\(default none\)$/);
    }
  });
});
