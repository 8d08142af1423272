// Relay's compiler takes fragments on this schema, and the server answers the documents that it makes of them.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { packageFile } from '../../src/services/base/package-root.js';
import { type ClientServer, openClientServer } from '../support/client-server.js';

const run = promisify(execFile);

/** What an application has in its components. */
const components = `
graphql\`
  fragment App_server on DbServer { shortName status usedBytes leaderCount tenants { name } }
\`;
graphql\`
  fragment App_devices on Tenant
  @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" })
  @refetchable(queryName: "AppDevicesPageQuery") {
    name
    devices(first: $count, after: $cursor) @connection(key: "App_devices") {
      totalCount
      edges { node { name ipAddress } }
    }
  }
\`;
graphql\`
  query AppQuery { cluster { servers { ...App_server } } tenants(first: 1) { nodes { ...App_devices } } }
\`;
graphql\`
  mutation AppAddTenantMutation($input: AddTenantInput!, $connections: [ID!]!) {
    addTenant(input: $input) {
      ... on AddTenantPayload { tenant @appendNode(connections: $connections, edgeTypeName: "TenantEdge") { name } }
      ... on TenantNameTakenError { existingTenantId }
      ... on Error { code message }
    }
  }
\`;
graphql\`
  subscription AppSubscription { clusterChanged { servers { ...App_server } } }
\`;
`;

let folder: string;
let api: ClientServer;

beforeAll(async () => {
  api = await openClientServer();
  folder = await mkdtemp(join(tmpdir(), 'shardbook-relay-'));
  const config = {
    src: '.',
    language: 'typescript',
    schema: './schema.graphql',
    eagerEsModules: true,
    customScalarTypes: { BigInt: 'number | string', DateTime: 'string' },
  };
  await writeFile(join(folder, 'relay.config.json'), JSON.stringify(config));
  await writeFile(join(folder, 'schema.graphql'), await readFile(packageFile('schema.graphql')));
  await writeFile(join(folder, 'App.ts'), components);
  const compiler = createRequire(import.meta.url).resolve('relay-compiler/cli.js');
  await run(process.execPath, [compiler, 'relay.config.json'], { cwd: folder });
});

afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

/** The document that Relay sends for an operation of the components. */
async function compiled(name: string): Promise<string> {
  const artifact = await readFile(join(folder, '__generated__', `${name}.graphql.ts`), 'utf8');
  return JSON.parse(/"text": ("(?:[^"\\]|\\.)*")/.exec(artifact)?.[1] ?? '""') as string;
}

describe('what Relay compiles', () => {
  it('asks for servers by their fragments', async () => {
    const { cluster } = await api.ask<{ cluster: { servers: { id: string; shortName: string }[] } }>(
      await compiled('AppQuery'),
    );

    expect(cluster.servers.map(({ shortName }) => shortName)).toEqual(['DBServer0001', 'DBServer0002', 'DBServer0003']);
    expect(new Set(cluster.servers.map(({ id }) => id)).size).toBe(3);
  });

  it('reads the next page of a connection from its tenant alone, by node', async () => {
    interface Page {
      readonly node: {
        readonly devices: { readonly edges: readonly unknown[]; readonly pageInfo: { readonly endCursor: string } };
      };
    }
    const query = await compiled('AppDevicesPageQuery');
    const { tenant } = await api.ask<{ tenant: { id: string } }>(
      '{ tenant(by: { name: "Global Enterprises" }) { id } }',
    );

    const first = await api.ask<Page>(query, { id: tenant.id, count: 30 });
    const second = await api.ask<Page>(query, {
      id: tenant.id,
      count: 30,
      cursor: first.node.devices.pageInfo.endCursor,
    });

    expect([first, second].map(({ node }) => node.devices.edges.length)).toEqual([30, 10]);
  });

  it('carries out a mutation whose failure is data', async () => {
    const mutation = await compiled('AppAddTenantMutation');

    const added = await api.ask(mutation, { input: { name: 'By Relay' } });
    const refused = await api.ask(mutation, { input: { name: 'By Relay' } });

    expect(added).toMatchObject({ addTenant: { __typename: 'AddTenantPayload', tenant: { name: 'By Relay' } } });
    expect(refused).toMatchObject({ addTenant: { code: 'TENANT_NAME_TAKEN' } });
  });
});
