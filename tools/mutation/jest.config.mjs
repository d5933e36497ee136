import jestConfig from '../../jest.config.mjs';

const [unit] = jestConfig.projects;
const room = process.env['MUTATED_ROOM'];

/** A room against its own unit specs, and no others: what the tests of its users notice is no merit of its own tests. */
export default {
  ...unit,
  testTimeout: jestConfig.testTimeout,
  roots: ['<rootDir>/libs'],
  // What was broken on purpose is not kept where it could be taken for the sources.
  cacheDirectory: '<rootDir>/.jest-cache',
  testMatch: [`<rootDir>/libs/${room}/src/**/*.spec.ts`],
};
