/** Adds tenants in one run: watched by a progress bar, probed and validated by the server, each with its own outcome. */
import { CommandFailure } from '../failure.js';
import { bytesText, countText, errorFields, type Outcome, payloadOf, tableText } from '../output.js';
import { answer, type Session } from './command.js';
import { endOfRun, progressScreen } from './run-end.js';

interface Added {
  readonly name: string;
  readonly key: string;
  readonly scaleFactor: number;
  readonly outcome: string;
  readonly documents: number;
  readonly bytes: number;
  readonly groupId: string;
}

interface NotAdded {
  readonly name: string;
  readonly scaleFactor: number;
  readonly failure: { readonly message: string; readonly remedy: string | null };
}

interface BatchEnd {
  readonly id: string;
  readonly status: string;
  readonly failure: { readonly message: string; readonly remedy: string | null } | null;
  readonly added: readonly Added[];
  readonly notAdded: readonly NotAdded[];
  readonly report: { readonly id: string; readonly title: string } | null;
}

const endFields = `id status failure { message remedy } report { id title }
  added { name key scaleFactor outcome documents bytes groupId } notAdded { name scaleFactor failure { code message remedy } }`;

/** Adds the tenants and prints what became of each. Throws a CommandFailure unless all of them are there and sound. */
export async function addInOneRun(session: Session, tenants: readonly object[]): Promise<void> {
  const { client } = session;
  const { startTenantBatch } = await client.ask<{ startTenantBatch: Outcome<{ run: { id: string } }> }>(
    `mutation Add($input: StartTenantBatchInput!) { startTenantBatch(input: $input) {
      ... on StartTenantBatchPayload { run { id } } ${errorFields} } }`,
    { input: { tenants } },
  );
  const { id } = payloadOf(startTenantBatch).run;
  await endOfRun(session, id, progressScreen(session));
  const { node: end } = await client.ask<{ node: BatchEnd }>(
    `query End($id: ID!) { node(id: $id) { ... on TenantBatchRun { ${endFields} } } }`,
    { id },
  );
  answer(session, end, () => batchText(end, session));
  if (end.status !== 'COMPLETED') {
    throw new CommandFailure(
      end.failure?.message ?? `The run is ${end.status}`,
      end.failure?.remedy ?? 'Send the same list again: tenants that are there already are left as they are',
    );
  }
}

function batchText({ id, status, added, notAdded }: BatchEnd, { paint }: Session): string {
  return [
    tableText(
      [
        ...[{ title: 'Tenant' }, { title: 'Key' }, { title: 'Scale', isNumber: true }],
        ...[
          { title: 'Documents', isNumber: true },
          { title: 'Bytes', isNumber: true },
        ],
        ...[{ title: 'Shard group' }, { title: 'Outcome' }],
      ],
      [
        ...added.map(({ name, key, scaleFactor, documents, bytes, groupId, outcome }) => [
          ...[name, key, String(scaleFactor), countText(documents), bytesText(bytes), groupId],
          paint(outcome.replaceAll('_', ' ')),
        ]),
        ...notAdded.map(({ name, scaleFactor }) => [name, '', String(scaleFactor), '', '', '', paint('NOT ADDED')]),
      ],
    ),
    ...notAdded.map(({ name, failure }) => `${name}: ${failure.message}`),
    `${paint(status)}; save the report with: shardbook report ${id}`,
  ].join('\n');
}
