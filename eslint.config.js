// Lint rules: type-aware, sorted imports, and the project's own rules (no environment reads outside main.ts).
import js from '@eslint/js';
import simpleImportSort from 'eslint-plugin-simple-import-sort';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** A function has at most so many lines of its own: functions inside it (the parts of a service, say) count for themselves. */
const maxLinesPerFunction = {
  meta: { type: 'suggestion', schema: [{ type: 'integer', minimum: 1 }] },
  create(context) {
    const linesInside = [];
    const enter = () => linesInside.push(0);
    const leave = ({ loc }) => {
      const all = loc.end.line - loc.start.line + 1;
      const own = all - linesInside.pop();
      const [max] = context.options;
      if (own > max) context.report({ loc, message: `The function has ${own} lines of its own, more than ${max}` });
      // A line that a function shares with what is around it belongs to the outer one.
      if (linesInside.length > 0) linesInside[linesInside.length - 1] += Math.max(0, all - 2);
    };
    const functions = ':matches(FunctionDeclaration, FunctionExpression, ArrowFunctionExpression)';
    return { [functions]: enter, [`${functions}:exit`]: leave };
  },
};

export default tseslint.config(
  { ignores: ['dist/', 'data/', 'reports/', 'node_modules/'] },
  js.configs.recommended,
  {
    files: ['**/*.js'],
    languageOptions: { globals: globals.node },
  },
  {
    // What browsers run.
    files: ['src/**/*.js'],
    languageOptions: { globals: globals.browser, sourceType: 'script' },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'max-lines': ['error', { max: 500 }],
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { house: { rules: { 'max-lines-per-function': maxLinesPerFunction } } },
    rules: { 'house/max-lines-per-function': ['error', 80] },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/main.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only main.ts reads the environment; pass settings in.' },
      ],
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    plugins: { 'simple-import-sort': simpleImportSort },
    rules: { 'simple-import-sort/imports': 'error', 'simple-import-sort/exports': 'error' },
  },
);
