// What is kept of tenants' assets: given back as long as it is true, and no longer.
import { beforeEach, expect, it } from 'vitest';

import { AssetMemory } from '../../../src/services/assets/memory.js';

let versions: Record<string, number | null>;
let memory: AssetMemory;

beforeEach(() => {
  versions = { acme: 0, global: 0 };
  memory = new AssetMemory({ documentsVersion: (tenantKey) => versions[tenantKey] ?? null });
});

function keep(name: string, value: unknown, tenantKey = 'acme'): void {
  memory.keep('location', name, tenantKey, memory.versionOf(tenantKey), value);
}

it('gives an answer back until the documents of its tenant change', () => {
  keep('device1', 'Zürich');
  keep('device2', null, 'global');

  expect(memory.recall('location', 'device1')).toBe('Zürich');
  expect(memory.recall('software', 'device1')).toBeUndefined();

  versions.acme = 1;

  expect(memory.recall('location', 'device1')).toBeUndefined();
  expect(memory.recall('location', 'device2')).toBeNull();
});

it('does not keep what was read while the documents changed', () => {
  const before = memory.versionOf('acme');
  versions.acme = 1;

  memory.keep('location', 'device1', 'acme', before, 'Zürich');

  expect(memory.recall('location', 'device1')).toBeUndefined();
});

it('keeps nothing of a tenant whose documents others may change unseen', () => {
  versions.acme = null;

  keep('device1', 'Zürich');

  expect(memory.recall('location', 'device1')).toBeUndefined();
});

it('drops the answers that came first when there are too many objects', () => {
  const list = Array.from({ length: 999 }, (_, index) => index);
  for (let index = 0; index < 30; index += 1) keep(`device${index}`, list);

  expect(memory.recall('location', 'device0')).toBeUndefined();
  expect(memory.recall('location', 'device29')).toBe(list);
});
