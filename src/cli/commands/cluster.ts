/** Commands about the cluster: servers, shards, and the checks on them. */
import type { Command } from 'commander';
import type { ResultOf } from 'gql.tada';

import { CommandFailure } from '../failure.js';
import { document } from '../operation.js';
import { answered, bytesText, countText, figures, tableText } from '../output.js';
import { answer, clientCommand, type ClientFlags, type RunSession, type Session, wholeNumber } from './command.js';

const check = document(`fragment Check on CheckResult { code title status evidence remedy }`);

type Check = ResultOf<typeof check>;

const advice = document(`query ServerInfo($input: AdviseScalingInput!) { adviseScaling(input: $input) {
  servers { shortName status zone bytes documents leaders followers }
  recommendation { verdict sentence } newServers { shortName leadersWithData whyIdle } steps } }`);

const shards = document(`{ cluster { balance { measures { measure maxOverMean gap } }
  shardGroups(first: 500) { totalCount edges { node {
    groupId documents bytes leader { shortName } followers { shortName } tenants { name } } } } } }`);

const preflightReport = document('{ preflight { status checks { ...Check } } }', [check]);

const isolation = document(
  '{ checkIsolation { status documentsChecked edgesChecked checks { ...Check } findings { check message } } }',
  [check],
);

const integrity = document('{ checkDatabase { status checkedAt elapsedMs checks { ...Check } } }', [check]);

/** Returns the commands. */
export function clusterCommands(run: RunSession): readonly Command[] {
  return [serverInfo(run), shardInfo(run), preflight(run), validate(run), checkDatabase(run)];
}

function serverInfo(run: RunSession): Command {
  return clientCommand(
    'server-info',
    'show the DB-Servers, and what adding more would improve',
    'server-info --add-servers 2',
  )
    .option('--add-servers <n>', 'number of further servers to evaluate', wholeNumber, 2)
    .action((flags: ClientFlags & { readonly addServers: number }) =>
      run(flags, async (session) => {
        const asked = session.client.ask(advice, { input: { count: flags.addServers } });
        const adviseScaling = answered((await session.showing('Evaluating the servers', asked)).adviseScaling);
        answer(session, adviseScaling, () =>
          [
            tableText(
              ['DB-Server', 'Status', 'Zone', ...figures('Bytes', 'Documents', 'Leaders', 'Followers')],
              adviseScaling.servers.map(({ shortName, status, zone, bytes, documents, leaders, followers }) => [
                ...[shortName, status, zone ?? '-', bytesText(bytes), countText(documents)],
                ...[String(leaders), String(followers)],
              ]),
            ),
            '',
            `${adviseScaling.recommendation.verdict}: ${adviseScaling.recommendation.sentence}`,
            ...adviseScaling.newServers.map(
              ({ shortName, leadersWithData, whyIdle }) =>
                `  ${shortName}: ${whyIdle ?? `would lead ${leadersWithData} shard group${leadersWithData === 1 ? '' : 's'} with data`}`,
            ),
            '',
            ...adviseScaling.steps.map((step, at) => `${at + 1}. ${step}`),
          ].join('\n'),
        );
      }),
    );
}

function shardInfo(run: RunSession): Command {
  return clientCommand('shard-info', 'show where the shards are and how evenly they are spread', 'shard-info').action(
    (flags: ClientFlags) =>
      run(flags, async (session) => {
        const { cluster } = await session.client.ask(shards, {});
        const groups = cluster.shardGroups.edges.map(({ node }) => node);
        const more = cluster.shardGroups.totalCount - groups.length;
        answer(session, cluster, () =>
          [
            tableText(
              ['Shard group', 'Leader', 'Followers', ...figures('Documents', 'Bytes'), 'Tenants'],
              groups.map(({ groupId, leader, followers, documents, bytes, tenants }) => [
                ...[groupId, leader.shortName, followers.map(({ shortName }) => shortName).join(' ')],
                ...[countText(documents), bytesText(bytes), tenants.map(({ name }) => name).join(', ')],
              ]),
            ),
            ...(more > 0 ? [`  and ${countText(more)} more`] : []),
            '',
            ...cluster.balance.measures.map(
              ({ measure, maxOverMean, gap }) =>
                `${measure.padEnd(10)} max/mean ${maxOverMean.toFixed(2)}, ${(gap * 100).toFixed(0)}% above the best reachable`,
            ),
            '',
            'To see what a rebalance would do: shardbook plan',
          ].join('\n'),
        );
      }),
  );
}

function preflight(run: RunSession): Command {
  return clientCommand('preflight', 'run the checks to pass before a scale-out', 'preflight --json').action(
    (flags: ClientFlags) =>
      run(flags, async (session) => {
        const asked = session.client.ask(preflightReport, {});
        const report = answered((await session.showing('Checking the cluster', asked)).preflight);
        answer(session, report, () => checksText(report.checks, session));
        requireNone(report.checks);
      }),
  );
}

function validate(run: RunSession): Command {
  return clientCommand('validate', 'check isolation, document by document', 'validate').action((flags: ClientFlags) =>
    run(flags, async (session) => {
      const asked = session.client.ask(isolation, {});
      const report = answered((await session.showing('Visiting every document', asked)).checkIsolation);
      answer(session, report, () =>
        [
          checksText(report.checks, session),
          ...report.findings.map(({ check, message }) => `  ${check}: ${message}`),
          `${session.paint(report.status)}: ${countText(report.documentsChecked)} documents, ${countText(report.edgesChecked)} of them edges`,
        ].join('\n'),
      );
      requireNone(report.checks);
    }),
  );
}

function checkDatabase(run: RunSession): Command {
  return clientCommand('check-db', 'check that the stored data is complete and consistent', 'check-db --json').action(
    (flags: ClientFlags) =>
      run(flags, async (session) => {
        const report = answered((await session.client.ask(integrity, {})).checkDatabase);
        answer(session, report, () =>
          [
            checksText(report.checks, session),
            `${session.paint(report.status)}, after ${countText(Math.round(report.elapsedMs))} ms`,
          ].join('\n'),
        );
        requireNone(report.checks);
      }),
  );
}

/** One line for each check, and what to do under those that need something. */
function checksText(checks: readonly Check[], { paint }: Session): string {
  return checks
    .flatMap(({ status, title, evidence, remedy }) => [
      `${paint(status.padEnd(8))}${title}: ${evidence}`,
      ...(remedy !== null && status !== 'PASS' ? [`        ${remedy}`] : []),
    ])
    .join('\n');
}

function requireNone(checks: readonly Check[]): void {
  const failed = checks.filter(({ status }) => status === 'FAIL');
  const [first] = failed;
  if (!first) return;
  throw new CommandFailure(
    `${failed.length} of ${checks.length} checks failed; ${first.title}`,
    first.remedy ?? 'See above',
  );
}
