/** Adds tenants in one run: watched by a progress bar, probed and validated by the server, each with its own outcome. */
import type { ResultOf, VariablesOf } from 'gql.tada';

import { CommandFailure } from '../failure.js';
import { document } from '../operation.js';
import { bytesText, countText, type Found, found, payloadOf, refusal, tableText } from '../output.js';
import { answer, type Session } from './command.js';
import { endOfRun, progressScreen } from './run-end.js';

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
export async function addInOneRun(session: Session, tenants: TenantInput[]): Promise<void> {
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
    `${paint(status)}; to save the report: shardbook report ${id}`,
  ].join('\n');
}
