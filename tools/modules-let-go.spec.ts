import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const JEST = join(createRequire(import.meta.url).resolve('jest/package.json'), '../bin/jest.js');
const ENVIRONMENT = fileURLToPath(new URL('jest/environment.mjs', import.meta.url));

describe('a test file whose modules cannot be loaded', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twinbank-jest-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs a test file, beside modules that it may import, in the environment of our tests. */
  const run = (text: string, modules: Readonly<Record<string, string>> = {}) => {
    const config = { rootDir: folder, testEnvironment: ENVIRONMENT, testMatch: ['**/*.test.mjs'], transform: {} };
    const files = { ...modules, 'a.test.mjs': `import { it } from '@jest/globals';\n${text}` };
    for (const [name, written] of Object.entries(files)) writeFileSync(join(folder, name), written);
    const jest = [JEST, '--config', JSON.stringify(config), '--rootDir', folder, '--cacheDirectory', `${folder}/cache`];
    const env = { ...process.env, NODE_OPTIONS: '--experimental-vm-modules --no-warnings' };
    const { status, stderr } = spawnSync(process.execPath, jest, { encoding: 'utf8', env, cwd: folder });
    return { status, stderr };
  };
  const failsWith = (what: string) => ({ status: 1, stderr: expect.stringContaining(what) });
  const OTHERS = { 'there.mjs': `import './deep.mjs';`, 'deep.mjs': 'export const deep = 1;' };

  it('is told what Jest says of it, and not that its modules could not be let go', () => {
    const ran = run(`import './there.mjs';\nimport './not-there.mjs';\nit('runs', () => undefined);`, OTHERS);
    expect(ran).toEqual(failsWith("Cannot find module './not-there.mjs' from 'a.test.mjs'"));
    expect(ran.stderr).not.toContain('is not in cache');
  });

  it('is told so too where a module that it imports lacks one, a name is lacking, or one throws when it runs', () => {
    const lacking = { ...OTHERS, 'there.mjs': `import './deep.mjs';\nimport './not-there.mjs';` };
    expect(run(`import './there.mjs';`, lacking)).toEqual(failsWith("Cannot find module './not-there.mjs'"));
    expect(run(`import { other } from './deep.mjs';`, OTHERS)).toEqual(failsWith("named 'other'"));
    const throwing = { ...OTHERS, 'there.mjs': `import './deep.mjs';\nthrow new Error('not today');` };
    expect(run(`import './there.mjs';`, throwing)).toEqual(failsWith('not today'));
  });

  it('is ended as Jest ends it, also where its modules cannot be let go', () => {
    const program = `
      import Environment from ${JSON.stringify(ENVIRONMENT)};
      const projectConfig = { globals: {}, testEnvironmentOptions: {}, fakeTimers: {} };
      const environment = new Environment({ globalConfig: {}, projectConfig }, {});
      environment.getVmContext = () => { throw new Error('no context'); };
      const { message } = await environment.teardown().catch((error) => error);
      console.log(message, environment.context);`;
    const node = ['--experimental-vm-modules', '--no-warnings', '--input-type=module', '--eval', program];
    expect(spawnSync(process.execPath, node, { encoding: 'utf8' }).stdout).toBe('no context null\n');
  });

  it('is run where they can be', () => {
    expect(run(`import './there.mjs';\nit('runs', () => undefined);`, OTHERS)).toMatchObject({ status: 0 });
  });
});
