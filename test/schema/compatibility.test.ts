// The schema changes only as docs/api-policy.md allows: against the schema of the last release, once there is one.
import { existsSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { packageFile } from '../../src/services/base/package-root.js';
import { forbiddenChanges } from '../support/schema-changes.js';

const read = (path: string): string => readFileSync(packageFile(path), 'utf8');
const current = read('schema.graphql');
const changelog = read('CHANGELOG.md');

describe('the schema', () => {
  it('breaks nothing of the last release that the changelog does not announce', () => {
    const released = existsSync(packageFile('docs/released.graphql')) ? read('docs/released.graphql') : null;

    expect(forbiddenChanges(released, current, changelog)).toEqual([]);
  });
});

describe('the comparison with a release', () => {
  const unreleased = (breaking: string): string =>
    `# Changelog\n\n## Unreleased\n\n${breaking}\n\n## 1.0.0\n\n- First\n`;
  const released = `
    type Query { tenant(key: String, name: String @deprecated(reason: "Use key")): Tenant page(first: Int = 50): Int }
    type Tenant { key: String! label: String @deprecated(reason: "Use name") name: String }
    enum Status { GOOD BAD @deprecated(reason: "Use FAILED") FAILED }
  `;

  it.each([
    ['a field', 'name: String }', 'name: String size: Int }'],
    ['a type', 'enum Status', 'type Server { name: String } enum Status'],
    ['an optional argument', 'first: Int = 50', 'first: Int = 50, after: String'],
    ['a value', 'FAILED }', 'FAILED UNKNOWN }'],
    ['a deprecation', 'name: String }', 'name: String @deprecated(reason: "Use key") }'],
  ])('lets %s be added', (_what, from, to) => {
    const added = released.replace(from, to);

    expect(added).not.toBe(released);
    expect(forbiddenChanges(released, added, unreleased(''))).toEqual([]);
  });

  it.each([
    ['a field that is removed', 'label: String @deprecated(reason: "Use name")', '', 'Tenant.label was removed.'],
    ['a field that may become null', 'key: String!', 'key: String', 'Tenant.key changed type from String! to String.'],
    ['a value that is removed', 'BAD @deprecated(reason: "Use FAILED")', '', 'BAD was removed from enum type Status.'],
    [
      'an argument that is required',
      '(key: String,',
      '(key: String!,',
      'Query.tenant arg key has changed type from String to String!.',
    ],
    [
      'another default',
      'first: Int = 50',
      'first: Int = 10',
      'Query.page arg first has changed defaultValue from 50 to 10.',
    ],
  ])('finds %s, unless the changelog announces it', (_what, from, to, description) => {
    const broken = released.replace(from, to);

    expect(forbiddenChanges(released, broken, unreleased(''))).toEqual([
      `${description} Name it in CHANGELOG.md, or take it back`,
    ]);
    expect(forbiddenChanges(released, broken, `${unreleased('')}\n### Breaking\n\n- ${description}\n`)).toHaveLength(1);
    expect(forbiddenChanges(released, broken, unreleased(`### Breaking\n\n- ${description}`))).toEqual([]);
  });

  it('finds a removal without a deprecation before it, announced or not', () => {
    const broken = released.replace('name: String }', '}');

    expect(forbiddenChanges(released, broken, unreleased('### Breaking\n\n- Tenant.name was removed.'))).toEqual([
      'Tenant.name was removed. It was not deprecated',
    ]);
  });

  it('finds a field of the schema of today that is taken away', () => {
    const renamed = current.replaceAll('shortName: String!', 'nickname: String!');

    expect(forbiddenChanges(current, renamed, changelog).join()).toContain('DbServer.shortName was removed.');
  });
});
