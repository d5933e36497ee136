import { builtinModules } from 'node:module';

import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

import { nameOf, ROOMS, SCOPE, TEST_FILES } from './walls.mjs';

const folders = (floor) =>
  ROOMS.filter((entry) => entry.floor === floor).map(({ room }) => `${room}/src/**/*.{ts,tsx}`);
const TEST_ROOMS = ROOMS.filter(({ floor }) => floor === 'test').map(({ room }) => nameOf(room));
/** Who may import whom. What is built nowhere may also import the test floor, which imports the rooms that it serves. */
const boundaries = (also = []) => [
  'error',
  {
    allow: [],
    depConstraints: ROOMS.map(({ room, may }) => ({
      sourceTag: `room:${nameOf(room)}`,
      onlyDependOnLibsWithTags: [...may, ...also].map((name) => `room:${name}`),
    })),
    ignoredCircularDependencies: TEST_ROOMS.flatMap((name) => ROOMS.map(({ room }) => [name, nameOf(room)])),
  },
];
const nodeBuiltins = { group: ['node:*'], message: 'Pure rooms take I/O as arguments.' };
const bareBuiltins = builtinModules.map((name) => ({ name, message: nodeBuiltins.message }));
const adapters = {
  group: ['@nestjs/*', '@prisma/*', 'mqtt', 'mqtt/*', 'aedes', 'pg', 'fastify'],
  message: 'Frameworks stop at the adapters.',
};
const oneOfNode = (builtin) => ({
  group: [...nodeBuiltins.group, `!${builtin}`],
  message: `Only ${builtin}, as deterministic functions over bytes.`,
});
const prisma = { group: ['@prisma/*', '**/generated/**'], message: 'Rows stop at libs/database.' };
const prismaPackages = { group: ['@prisma/*'], message: prisma.message };
const impureGlobals = [
  ...[
    'process',
    'console',
    'setTimeout',
    'setInterval',
    'setImmediate',
    'queueMicrotask',
    'performance',
    'fetch',
    'WebSocket',
    'crypto',
    'navigator',
  ],
  ...['Buffer', 'globalThis', 'global'],
];
const pureRules = (patterns) => ({
  'no-restricted-imports': ['error', { paths: bareBuiltins, patterns }],
  'no-restricted-globals': [
    'error',
    ...impureGlobals.map((name) => ({ name, message: 'Pure rooms take time, randomness and I/O as arguments.' })),
  ],
  'no-restricted-syntax': [
    'error',
    { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'Time is an argument.' },
    { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time is an argument.' },
    { selector: "CallExpression[callee.name='Date']", message: 'Time is an argument.' },
    { selector: "MemberExpression[object.name='Temporal'][property.name='Now']", message: 'Time is an argument.' },
    { selector: 'ImportExpression', message: 'What a pure room uses is imported where the lint sees it.' },
    { selector: "MemberExpression[object.name='Math'][property.name='random']", message: 'Randomness is an argument.' },
  ],
});

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      'libs/database/src/generated/**',
      '.nx/**',
      'coverage/**',
      'simulators/firmware/build/**',
      'apps/cli/bundle/**',
    ],
  },
  {
    files: ['{apps,libs,simulators}/*/src/**/*.{ts,tsx}', 'tools/*.ts'],
    extends: [...tseslint.configs.strict],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': boundaries(),
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      // Leaving something out, of an object or a list, is a use of its name.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, destructuredArrayIgnorePattern: '^_' },
      ],
      '@typescript-eslint/naming-convention': [
        'error',
        { selector: 'interface', format: ['PascalCase'], custom: { regex: '^I[A-Z]', match: false } },
      ],
      'no-restricted-exports': [
        'error',
        {
          restrictDefaultExports: {
            direct: true,
            named: true,
            defaultFrom: true,
            namedFrom: true,
            namespaceFrom: true,
          },
        },
      ],
      complexity: ['error', 12],
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 5],
      'max-len': [
        'error',
        { code: 200, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true },
      ],
      eqeqeq: 'error',
      'prefer-const': 'error',
      'no-console': 'error',
    },
  },
  // Decorator metadata needs value imports; Nest modules are classes without members.
  {
    files: ROOMS.filter(({ nest }) => nest).map(({ room }) => `${room}/src/**/*.ts`),
    rules: { '@typescript-eslint/consistent-type-imports': 'off', '@typescript-eslint/no-extraneous-class': 'off' },
  },
  {
    files: [...folders('app'), ...folders('simulator'), ...folders('face'), ...folders('adapter')],
    ignores: ['libs/database/**', 'libs/client/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [prisma] }] },
  },
  // What is generated there is the types of the server's document.
  { files: ['libs/client/src/**/*.ts'], rules: { 'no-restricted-imports': ['error', { patterns: [prismaPackages] }] } },
  {
    files: [...folders('domain'), ...folders('ground')],
    ignores: TEST_FILES,
    rules: pureRules([nodeBuiltins, adapters]),
  },
  ...ROOMS.filter(({ node }) => node !== undefined).map(({ room, node }) => ({
    files: [`${room}/src/**/*.ts`],
    ignores: TEST_FILES,
    rules: {
      ...pureRules([oneOfNode(node), adapters]),
      'no-restricted-globals': ['error', ...impureGlobals.filter((name) => name !== 'Buffer')],
    },
  })),
  {
    files: TEST_FILES,
    rules: {
      '@nx/enforce-module-boundaries': boundaries(TEST_ROOMS),
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
    },
  },
  // Written by a tool: nothing in it is looked at. It is not ignored, because ESLint warns of a file that is both ignored and named.
  {
    files: ['libs/client/src/generated/**'],
    processor: { meta: { name: 'generated' }, preprocess: () => [], postprocess: () => [] },
  },
  { settings: { scope: SCOPE } },
);
