// The page about clients shows the code that the tests here run, and answers what people ask.
import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { packageFile } from '../../src/services/base/package-root.js';
import { page } from '../support/pages.js';

const { blocks } = page('docs/api.md');
const recipes = readdirSync(packageFile('test/clients/recipes'));

describe('the page about clients', () => {
  it.each(recipes)('shows %s as it is tested', (name) => {
    const text = readFileSync(packageFile(`test/clients/recipes/${name}`), 'utf8');

    expect(blocks.filter(({ language }) => language === 'ts').map((block) => block.text)).toContain(text);
  });

  it('answers twenty questions or more with one query each', () => {
    const start = blocks.findIndex(({ section }) => section.endsWith('?'));
    const questions = blocks.slice(start).filter(({ language }) => language === 'graphql');

    expect(questions.filter(({ section }) => section.endsWith('?')).length).toBeGreaterThanOrEqual(20);
    expect(new Set(questions.map(({ section }) => section)).size).toBe(questions.length);
  });
});
