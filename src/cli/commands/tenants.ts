/** Commands about tenants: list, show, add, remove. */
import { type Command, Option } from 'commander';
import type { ResultOf, VariablesOf } from 'gql.tada';

import { CommandFailure } from '../failure.js';
import { document } from '../operation.js';
import { bytesText, countText, figures, type Found, found, payloadOf, refusal, tableText } from '../output.js';
import { namings, readTenants } from '../specifications.js';
import { answer, clientCommand, type ClientFlags, type RunSession, type Session, wholeNumber } from './command.js';
import { endOfRun, progressScreen } from './run-end.js';

const tenantFacts = document(`fragment Facts on Tenant {
  id key name scaleFactor naming documents bytes createdAt shardGroup { groupId leader { shortName } } }`);

type TenantFacts = ResultOf<typeof tenantFacts>;

const list = document(
  `query Tenants($first: Int, $after: String) {
    tenants(first: $first, after: $after, orderBy: { field: NAME, direction: ASC }) {
      pageInfo { hasNextPage endCursor } edges { node { ...Facts } } } }`,
  [tenantFacts],
);

const find = document(
  `query Tenant($name: String!) {
    byName: tenant(by: { name: $name }) { ...Facts } byKey: tenant(by: { key: $name }) { ...Facts } }`,
  [tenantFacts],
);

const add = document(
  `mutation AddTenant($input: AddTenantInput!) {
    addTenant(input: $input) { ... on AddTenantPayload { tenant { ...Facts } } ...Refusal } }`,
  [tenantFacts, refusal],
);

const remove = document(
  `mutation RemoveTenant($input: RemoveTenantInput!) {
    removeTenant(input: $input) { ... on RemoveTenantPayload { removedDocuments } ...Refusal } }`,
  [refusal],
);

/** Tenants of one page of the API. */
const pageSize = 500;

interface AddFlags extends ClientFlags {
  readonly tenantName: string;
  readonly scaleFactor: number;
  readonly naming: keyof typeof namings;
  readonly placement: 'HASH' | 'LEAST_LOADED';
}

/** Returns the commands. */
export function tenantCommands(run: RunSession): readonly Command[] {
  return [listCommand(run), showCommand(run), addCommand(run), addManyCommand(run), removeCommand(run)];
}

function listCommand(run: RunSession): Command {
  return clientCommand('tenants', 'list all tenants', 'tenants --json').action((flags: AddFlags) =>
    run(flags, async (session) => {
      const tenants = await allTenants(session);
      answer(session, tenants, () => tenantTable(tenants));
    }),
  );
}

async function allTenants({ client }: Session): Promise<readonly TenantFacts[]> {
  const all: TenantFacts[] = [];
  let after: string | null = null;
  for (;;) {
    const { tenants }: ResultOf<typeof list> = await client.ask(list, { first: pageSize, after });
    all.push(...tenants.edges.map(({ node }) => node));
    after = tenants.pageInfo.endCursor;
    if (!tenants.pageInfo.hasNextPage || after === null) return all;
  }
}

function tenantTable(tenants: readonly TenantFacts[]): string {
  return tableText(
    ['Tenant', 'Key', ...figures('Scale', 'Documents', 'Bytes'), 'Shard group', 'Leader'],
    tenants.map(({ name, key, scaleFactor, documents, bytes, shardGroup }) => [
      ...[name, key, String(scaleFactor), countText(documents), bytesText(bytes)],
      ...[shardGroup.groupId, shardGroup.leader.shortName],
    ]),
  );
}

function showCommand(run: RunSession): Command {
  return clientCommand('tenant', 'show one tenant by its name or key', 'tenant "Acme Corp"')
    .argument('<name>', 'name (regardless of case) or key')
    .action((name: string, flags: ClientFlags) =>
      run(flags, async (session) => {
        const tenant = await findTenant(session, name);
        answer(session, tenant, () => tenantTable([tenant]));
      }),
    );
}

async function findTenant({ client }: Session, name: string): Promise<TenantFacts> {
  const { byName, byKey } = await client.ask(find, { name });
  const tenant = byName ?? byKey;
  if (!tenant) throw new CommandFailure(`There is no tenant ${name}`, 'List them with `shardbook tenants`');
  return tenant;
}

function addCommand(run: RunSession): Command {
  return clientCommand(
    'add-tenant',
    'add a tenant with all its documents',
    'add-tenant --tenant-name "Retail" --scale-factor 3',
  )
    .requiredOption('--tenant-name <name>', '1 to 100 characters')
    .option('--scale-factor <n>', '1 to 1000; each unit stands for 1,095 documents', wholeNumber, 1)
    .addOption(
      new Option('--naming <convention>', 'naming convention of its documents')
        .choices(Object.keys(namings))
        .default('camelCase'),
    )
    .addOption(
      new Option('--placement <strategy>', 'by the hash of its key, or in the least loaded shard group')
        .choices(['HASH', 'LEAST_LOADED'])
        .default('HASH'),
    )
    .action((flags: AddFlags) =>
      run(flags, async (session) => {
        const { tenantName: name, scaleFactor, naming, placement } = flags;
        const { addTenant } = await session.showing(
          `Adding ${name}`,
          session.client.ask(add, { input: { name, scaleFactor, naming: namings[naming], placement } }),
        );
        const { tenant } = payloadOf(addTenant);
        answer(session, tenant, () => `Added ${tenant.name}\n${tenantTable([tenant])}`);
      }),
    );
}

/** The demo tenants, which the guide's `add-tenants` adds. */
const guideTenants = [
  { name: 'Global Retail Chain', scaleFactor: 2 },
  { name: 'Manufacturing Solutions Inc', scaleFactor: 1 },
  { name: 'Tech Startup Innovations', scaleFactor: 1 },
];

function addManyCommand(run: RunSession): Command {
  return clientCommand(
    'add-tenants',
    "add several tenants in one run, with a report: from a file, or the guide's three",
    'add-tenants --file specs.yaml',
  )
    .addHelpText('after', '\nA tenant that already exists with the same size is left unchanged and counts as added.')
    .option('--file <path>', 'JSON or YAML: a list of { name, scale_factor, description, naming, placement }')
    .action((flags: ClientFlags & { readonly file?: string }) =>
      run(flags, async (session) => {
        const tenants = flags.file === undefined ? guideTenants : await readTenants(flags.file);
        await addInOneRun(session, tenants);
      }),
    );
}

function removeCommand(run: RunSession): Command {
  return clientCommand('remove-tenant', 'remove a tenant with all its documents', 'remove-tenant "Retail"')
    .argument('<name>', 'name (regardless of case) or key')
    .action((name: string, flags: ClientFlags) =>
      run(flags, async (session) => {
        const tenant = await findTenant(session, name);
        const { removeTenant } = await session.showing(
          `Removing ${tenant.name}`,
          session.client.ask(remove, { input: { tenantId: tenant.id } }),
        );
        const { removedDocuments } = payloadOf(removeTenant);
        answer(
          session,
          { tenant, removedDocuments },
          () => `Removed ${tenant.name}: ${countText(removedDocuments)} documents; a recount found none left`,
        );
      }),
    );
}

const start = document(
  `mutation Add($input: StartTenantBatchInput!) { startTenantBatch(input: $input) {
    ... on StartTenantBatchPayload { run { id } } ...Refusal } }`,
  [refusal],
);

const end = document(`query End($id: ID!) { node(id: $id) { ... on TenantBatchRun {
  id status failure { message remedy } report { id title }
  added { name key scaleFactor outcome documents bytes groupId }
  notAdded { name scaleFactor failure { code message remedy } } } } }`);

/** A tenant as the API takes it. */
type TenantInput = VariablesOf<typeof start>['input']['tenants'][number];

type BatchEnd = Found<ResultOf<typeof end>['node']>;

/** Adds the tenants and prints what became of each. Throws a CommandFailure unless all of them are there and sound. */
async function addInOneRun(session: Session, tenants: TenantInput[]): Promise<void> {
  const { client } = session;
  const { startTenantBatch } = await client.ask(start, { input: { tenants } });
  const { id } = payloadOf(startTenantBatch).run;
  await endOfRun(session, id, progressScreen(session));
  const run = found((await client.ask(end, { id })).node);
  answer(session, run, () => batchText(run, session));
  if (run.status !== 'COMPLETED') {
    throw new CommandFailure(
      run.failure?.message ?? `The run is ${run.status}`,
      run.failure?.remedy ?? 'Send the same list again: existing tenants are left unchanged',
    );
  }
}

function batchText({ id, status, added, notAdded }: BatchEnd, { paint }: Session): string {
  return [
    tableText(
      ['Tenant', 'Key', ...figures('Scale', 'Documents', 'Bytes'), 'Shard group', 'Outcome'],
      [
        ...added.map(({ name, key, scaleFactor, documents, bytes, groupId, outcome }) => [
          ...[name, key, String(scaleFactor), countText(documents), bytesText(bytes), groupId],
          paint(outcome.replaceAll('_', ' ')),
        ]),
        ...notAdded.map(({ name, scaleFactor }) => [name, '', String(scaleFactor), '', '', '', paint('NOT ADDED')]),
      ],
    ),
    ...notAdded.map(({ name, failure }) => `${name}: ${failure.message}`),
    `${paint(status)}; to save the report: shardbook report ${id}`,
  ].join('\n');
}
