// graphql-codegen makes TypeScript of the schema and of operations, and a program that uses them passes the type check.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as operations from '@graphql-codegen/typescript-operations';
import { buildSchema, parse } from 'graphql';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

import { packageFile } from '../../src/services/base/package-root.js';

const sdl = readFileSync(packageFile('schema.graphql'), 'utf8');

const documents = `
  query Servers { cluster { servers { id shortName usedBytes zone } balance { bytes { max } } } }
  mutation AddTenant($input: AddTenantInput!) {
    addTenant(input: $input) {
      __typename
      ... on AddTenantPayload { tenant { id createdAt } }
      ... on TenantNameTakenError { existingTenantId }
      ... on Error { code message remedy }
    }
  }
  subscription Follow($runId: ID!, $after: String) {
    runProgress(runId: $runId, after: $after) { __typename cursor ... on StepProgressed { done total } }
  }
`;

/** What a user of the generated types writes. */
const program = `
import type { AddTenantMutation, AddTenantMutationVariables, FollowSubscription, ServersQuery } from './operations.js';

export const variables: AddTenantMutationVariables = { input: { name: 'New Corp', scaleFactor: 2 } };

export function idOf({ addTenant }: AddTenantMutation): string {
  switch (addTenant.__typename) {
    case 'AddTenantPayload':
      return addTenant.tenant.id;
    case 'TenantNameTakenError':
      return addTenant.existingTenantId;
    default:
      throw new Error(addTenant.code + addTenant.message + (addTenant.remedy ?? ''));
  }
}

export const usedBytes = ({ cluster }: ServersQuery): bigint =>
  cluster.servers.reduce((total, server) => total + BigInt(server.usedBytes), 0n);

export const doneOf = ({ runProgress }: FollowSubscription): bigint | null =>
  runProgress.__typename === 'StepProgressed' ? BigInt(runProgress.done) : null;

// @ts-expect-error A tenant has a name.
export const nameless: AddTenantMutationVariables = { input: {} };
`;

async function generate(plugin: 'typescript' | 'operations'): Promise<string> {
  return codegen({
    filename: `${plugin}.ts`,
    schema: parse(sdl),
    schemaAst: buildSchema(sdl),
    documents: [{ location: 'documents.graphql', document: parse(documents) }],
    config: { strictScalars: true, scalars: { BigInt: 'number | string', DateTime: 'string' }, useTypeImports: true },
    plugins: [{ [plugin]: {} }],
    pluginMap: { typescript, operations },
  });
}

/** Messages of a strict type check over files that exist in memory only. */
function mistakesIn(files: Readonly<Record<string, string>>): readonly string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ['lib.es2023.d.ts'],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const textOf = (path: string): string | undefined => files[basename(path)];
  host.readFile = (path) => textOf(path) ?? ts.sys.readFile(path);
  host.fileExists = (path) => textOf(path) !== undefined || ts.sys.fileExists(path);
  const checked = ts.createProgram(Object.keys(files), options, host);
  return ts.getPreEmitDiagnostics(checked).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('graphql-codegen', () => {
  it('makes types of the schema and of operations that a program can be written with', async () => {
    const files = {
      'schema.ts': await generate('typescript'),
      'operations.ts': await generate('operations'),
      'program.ts': program,
    };

    expect(mistakesIn(files)).toEqual([]);
  });
});
