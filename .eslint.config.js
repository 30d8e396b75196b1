import tseslint from 'typescript-eslint';

const ONLY_PROCESS = 'Only src/process starts programs: take a RunCommand.';
const PURE = 'plan/ and docker/ are pure: what is true of the world comes in as facts.';

const startsPrograms = ['execa', 'child_process', 'node:child_process'].map((name) => ({
  name,
  message: ONLY_PROCESS,
}));
const touchesTheWorld = [
  'fs',
  'fs/promises',
  'os',
  'process',
  'crypto',
  'net',
  'timers',
  'timers/promises',
  'perf_hooks',
]
  .flatMap((name) => [name, `node:${name}`])
  .map((name) => ({ name, message: PURE }));
const worldlyGlobals = ['process', 'performance', 'crypto', 'setTimeout', 'setInterval', 'setImmediate', 'Date'];

/** Rules on top of the strict set; a limit that a piece of code has a good reason to pass is lifted there, with the reason. */
const style = {
  '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  '@typescript-eslint/no-confusing-void-expression': [
    'error',
    { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
  ],
  '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
  // Our objects with methods are closures: nothing of them is reached through `this`.
  '@typescript-eslint/unbound-method': 'off',
  // Parameters of methods that implement an interface; unused locals are found by the compiler.
  '@typescript-eslint/no-unused-vars': 'off',
  // An interface of one call signature may carry the doc comment that a function type cannot.
  '@typescript-eslint/prefer-function-type': 'off',
  // A function that awaits nothing may be asynchronous because its callers must not depend on that.
  '@typescript-eslint/require-await': 'off',
  'max-params': ['error', 4],
  'max-lines': ['error', 300],
  'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
  complexity: ['error', { max: 14, variant: 'modified' }],
  'max-depth': ['error', 4],
  eqeqeq: 'error',
  'no-console': 'off',
  'no-var': 'error',
  'prefer-const': 'error',
  'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
};

export default tseslint.config(
  { ignores: ['dist', 'fixtures', 'node_modules', 'buildrunner.results', '.eslint.config.js'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  tseslint.configs.strictTypeChecked,
  { languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } }, rules: style },
  // A test asserts what the compiler then takes for known, and reads what programs print; its tables may be long.
  {
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      'max-lines': ['error', 400],
    },
  },
  // JavaScript, run as it is: it loads what is built, or builds it.
  {
    files: ['**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['src/**'],
    ignores: ['src/process/**'],
    rules: { 'no-restricted-imports': ['error', { paths: startsPrograms }] },
  },
  {
    files: ['src/plan/**', 'src/docker/**'],
    rules: {
      'no-restricted-imports': ['error', { paths: [...startsPrograms, ...touchesTheWorld] }],
      'no-restricted-globals': ['error', ...worldlyGlobals.map((name) => ({ name, message: PURE }))],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: PURE }],
    },
  },
);
