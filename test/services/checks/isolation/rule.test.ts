// What a rule looked at and found, with an end to what is kept of it.
import { expect, it } from 'vitest';

import { Ledger } from '../../../../src/services/checks/isolation/rule.js';

function ledgerOf(count: number): Ledger {
  const ledger = new Ledger('RULE', 'acme');
  for (let at = 1; at <= count; at += 1) {
    ledger.looked += 2;
    ledger.find(`finding ${at}`, `Device/${at}`);
  }
  return ledger;
}

it('keeps the first 20 findings and counts them all', () => {
  const { findings, findingsTotal } = ledgerOf(25);

  expect(findingsTotal).toBe(25);
  expect(findings).toHaveLength(20);
  expect(findings[19]).toEqual({
    check: 'RULE',
    message: 'finding 20',
    tenantKey: 'acme',
    documentId: 'Device/20',
  });
});

it('takes what another one has, up to 20 findings of both', () => {
  const ledger = ledgerOf(15);
  const other = ledgerOf(10);

  ledger.add(other);

  expect({ looked: ledger.looked, total: ledger.findingsTotal }).toEqual({ looked: 50, total: 25 });
  expect(ledger.findings.map(({ message }) => message).slice(14)).toEqual([
    'finding 15',
    ...['finding 1', 'finding 2', 'finding 3', 'finding 4', 'finding 5'],
  ]);
  expect(other.findings).toHaveLength(10);
});
