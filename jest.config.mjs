import { nameOf, ROOMS, SCOPE } from './walls.mjs';

const moduleNameMapper = {
  ...Object.fromEntries(ROOMS.map(({ room }) => [`^${SCOPE}/${nameOf(room)}$`, `<rootDir>/${room}/src/index.ts`])),
  ...Object.fromEntries(ROOMS.map(({ room }) => [`^${SCOPE}/${nameOf(room)}/(.+)$`, `<rootDir>/${room}/src/$1.ts`])),
  '^(\\.{1,2}/.*)\\.js$': '$1',
};

/** Tests run from the sources: decorators as Nest needs them, ES modules as Node runs them. */
const swc = {
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

const project = (displayName, suffix, without = []) => ({
  displayName,
  rootDir: import.meta.dirname,
  // Not among temporary files: those are looked through after each suite.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testEnvironment: '<rootDir>/tools/jest/environment.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: [`<rootDir>/{apps,libs,simulators,tools}/**/*.${suffix}`, ...without.map((not) => `!**/*.${not}`)],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/.nx/'],
  moduleNameMapper,
  transform: {
    '^.+\\.ts$': ['@swc/jest', swc],
    // CommonJS packages that are required by ES modules and require ES modules themselves: Jest before Node 24.9 cannot.
    '/node_modules/(content-disposition|cookie)/.+\\.js$': ['@swc/jest', { ...swc, module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: ['/node_modules/(?!(content-disposition|cookie)/)'],
});

const brokerOfWorker = { setupFiles: ['<rootDir>/tools/jest/broker-of-worker.mjs'] };

/**
 * unit: pure, milliseconds. medium: a real database, a real broker. scenario: the whole system from outside. browser:
 * the same through the console in Chromium, whose tests hold its pages to a budget of time.
 */
export default {
  // Tests are not timed: this only ends one that hangs, however busy the machine is.
  testTimeout: 120_000,
  // Modules of a file that has been run are let go (tools/jest/modules-let-go.mjs). A worker that has gathered this much nevertheless begins anew.
  workerIdleMemoryLimit: '1GB',
  projects: [
    project('unit', 'spec.ts'),
    { ...project('medium', 'medium-spec.ts'), ...brokerOfWorker },
    { ...project('scenario', 'scenario-spec.ts', ['browser.scenario-spec.ts']), ...brokerOfWorker },
    project('browser', 'browser.scenario-spec.ts'),
  ],
};
