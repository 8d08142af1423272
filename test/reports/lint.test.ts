// Rendered reports of every kind against the rules of markdownlint and html-validate.
import { HtmlValidate } from 'html-validate';
import type { Configuration } from 'markdownlint';
import { lint } from 'markdownlint/sync';
import { describe, expect, it } from 'vitest';

import { renderHtml } from '../../src/reports/render/html.js';
import { renderMarkdown } from '../../src/reports/render/markdown.js';
import { sample } from '../support/cases.js';
import { demoReport, hostileReport, largeReport, planReports } from '../support/named-reports.js';

const markdownRules: Configuration = {
  default: true,
  // Rows of tables cannot be wrapped, and sentences are left to the reader's window.
  MD013: false,
  // Columns line up but for long sentences, one of which would push a whole table apart.
  MD060: false,
};

const htmlRules = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended'],
  rules: {
    // Both spellings are HTML; Prettier writes this one.
    'doctype-style': ['error', { style: 'lowercase' }],
    // What scrolls is a named region for the keyboard, not a section of the document.
    'prefer-native-element': ['error', { exclude: ['region'] }],
    // The colour of a tenant is data; everything else is in the style sheet.
    'no-inline-style': ['error', { allowedProperties: ['background', '--key', '--ink'] }],
  },
});

const reports = {
  'a demo with hostile names': hostileReport,
  'the demo': demoReport,
  'two snapshots with 50 tenants': () => largeReport({ tenants: 50, servers: 60, groups: 64 }),
};

describe.each([...sample(Object.entries(reports)), ...sample(Object.entries(planReports))])(
  'the report of %s',
  (_, report) => {
    it('keeps to the rules of markdownlint', () => {
      const found = lint({ strings: { report: renderMarkdown(report()) }, config: markdownRules }).report ?? [];

      expect(found.map(({ ruleNames, lineNumber, errorDetail }) => [ruleNames[0], lineNumber, errorDetail])).toEqual(
        [],
      );
    });

    it('keeps to the rules of html-validate', async () => {
      const { results } = await htmlRules.validateString(await renderHtml(report()));

      expect(results.flatMap(({ messages }) => messages).map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual(
        [],
      );
    });
  },
);
