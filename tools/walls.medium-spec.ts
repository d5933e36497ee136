import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { nameOf, ROOMS, SCOPE } from '../walls.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const CONFIGURATION = [
  'walls.mjs',
  'eslint.config.mjs',
  'nx.json',
  'package.json',
  'project.json',
  'tsconfig.base.json',
];

jest.setTimeout(120_000);

interface LintResult {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[];
}

/**
 * A workspace of the same shape in a separate folder: the real configuration and the real rooms' packages, but with
 * empty rooms. What is planted here never touches the real tree, and is linted through `nx run twinbank:lint` like
 * everything else: the boundary rule is silently skipped if Nx has no project graph, so running ESLint alone would
 * prove nothing.
 */
class Canary {
  readonly folder = mkdtempSync(join(tmpdir(), 'twinbank-walls-'));

  constructor() {
    for (const file of CONFIGURATION) copyFileSync(join(ROOT, file), join(this.folder, file));
    // Linked as npm does it: packages from outside, except the rooms of this workspace, which Nx would otherwise
    // resolve to the real ones.
    for (const name of readdirSync(join(ROOT, 'node_modules')).filter((entry) => entry !== SCOPE))
      this.link(join(ROOT, 'node_modules', name), `node_modules/${name}`);
    this.plant('tools/empty.ts', 'export {};\n');
    for (const { room } of ROOMS) {
      this.link(join(this.folder, room), `node_modules/${SCOPE}/${nameOf(room)}`);
      this.plant(`${room}/src/index.ts`, 'export const present = 1;\n');
      for (const file of ['package.json', 'project.json', 'tsconfig.json'])
        copyFileSync(join(ROOT, room, file), join(this.folder, room, file));
    }
  }

  plant(path: string, source: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), source);
  }

  private link(target: string, path: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    symlinkSync(target, join(this.folder, path));
  }

  /** The exit code, and the broken rules by file. */
  lint(): { status: number | null; broken: Record<string, string[]> } {
    const report = join(this.folder, 'report.json');
    const nx = join(this.folder, 'node_modules/.bin/nx');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [nx, 'run', 'twinbank:lint', '--skip-nx-cache', `--output-file=${report}`, '--format=json'],
      {
        cwd: this.folder,
        encoding: 'utf8',
        env: { ...process.env, NODE_OPTIONS: '', NX_DAEMON: 'false', NX_WORKSPACE_ROOT_PATH: this.folder },
      },
    );
    if (!existsSync(report)) throw new Error(`no lint report:\n${stdout}${stderr}`);
    const results = JSON.parse(readFileSync(report, 'utf8')) as LintResult[];
    const broken = results
      .filter(({ messages }) => messages.length > 0)
      .map(({ filePath, messages }) => [
        relative(this.folder, filePath),
        messages.map(({ ruleId, message }) => ruleId ?? message),
      ]);
    return { status, broken: Object.fromEntries(broken) as Record<string, string[]> };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

describe('the lint', () => {
  let canary: Canary;
  beforeEach(() => {
    canary = new Canary();
  });
  afterEach(() => canary.remove());

  it('passes what the walls allow', () => {
    canary.plant('libs/image/src/allowed.ts', "export { present } from '@twinbank/keys';\n");
    canary.plant(
      'libs/keys/src/allowed.ts',
      "import { createHash } from 'node:crypto';\n\nexport const hash = createHash;\n",
    );
    canary.plant(
      'libs/blobs/src/allowed.ts',
      "import { readFileSync } from 'node:fs';\n\nexport const read = readFileSync;\n",
    );
    canary.plant('apps/server/src/allowed.ts', "export { present } from '@twinbank/database';\n");
    canary.plant('simulators/fleet/src/allowed.ts', "export { present } from '@twinbank/firmware';\n");
    canary.plant(
      'libs/mcu/src/flash/flash.spec.ts',
      "import { readFileSync } from 'node:fs';\n\nexport const read = readFileSync;\n",
    );
    canary.plant(
      'libs/agent/src/uses-tests.spec.ts',
      "import { present } from '@twinbank/testkit/index';\n\nexport const seen = present;\n",
    );
    canary.plant('libs/agent/src/testing/uses-tests.ts', "export { present } from '@twinbank/testkit/index';\n");
    expect(canary.lint()).toEqual({ status: 0, broken: {} });
  });

  it('catches every way through a wall', () => {
    const violations: Record<string, [source: string, ...rules: string[]]> = {
      'libs/image/src/import-upwards.ts': [
        "export { present } from '@twinbank/mcu';\n",
        '@nx/enforce-module-boundaries',
      ],
      'libs/image/src/import-upwards.spec.ts': [
        "import { present } from '@twinbank/mcu';\n\nexport const seen = present;\n",
        '@nx/enforce-module-boundaries',
      ],
      'libs/agent/src/ship-tests.ts': [
        "export { present } from '@twinbank/testkit/index';\n",
        '@nx/enforce-module-boundaries',
      ],
      'libs/mcu/src/climb-over.ts': [
        "export { present } from '../../keys/src/index.js';\n",
        '@nx/enforce-module-boundaries',
      ],
      'apps/server/src/know-devices.ts': [
        "export { present } from '@twinbank/agent';\n",
        '@nx/enforce-module-boundaries',
      ],
      'libs/operator-face/src/ask-the-other-face.ts': [
        "export { present } from '@twinbank/device-face';\n",
        '@nx/enforce-module-boundaries',
      ],
      'libs/device-face/src/ask-the-other-face.ts': [
        "export { present } from '@twinbank/operator-face';\n",
        '@nx/enforce-module-boundaries',
      ],
      'apps/server/src/know-rows.ts': ["export type { Prisma } from '@prisma/client';\n", 'no-restricted-imports'],
      'libs/image/src/read-files.ts': [
        "import { readFileSync } from 'node:fs';\n\nexport const read = readFileSync;\n",
        'no-restricted-imports',
      ],
      'libs/campaign/src/read-files-barely.ts': [
        "import { readFileSync } from 'fs';\n\nexport const read = readFileSync;\n",
        'no-restricted-imports',
      ],
      'libs/agent/src/read-files-later.ts': [
        "export const fs = (): Promise<unknown> => import('node:fs');\n",
        'no-restricted-syntax',
      ],
      'libs/keys/src/read-files.ts': [
        "import { readFileSync } from 'node:fs';\n\nexport const read = readFileSync;\n",
        'no-restricted-imports',
      ],
      'libs/campaign/src/use-nest.ts': [
        "import { Injectable } from '@nestjs/common';\n\nexport const decorator = Injectable;\n",
        'no-restricted-imports',
      ],
      'libs/mcu/src/read-the-clock.ts': [
        'export const times = [Date.now(), new Date(), Date()];\n',
        'no-restricted-syntax',
        'no-restricted-syntax',
        'no-restricted-syntax',
      ],
      'libs/agent/src/roll-dice.ts': [
        'export const dice = [Math.random(), crypto.randomUUID()];\n',
        'no-restricted-syntax',
        'no-restricted-globals',
      ],
      'libs/protocol/src/wait.ts': [
        'export const wait = (then: () => void): unknown => [setTimeout(then, 1), globalThis.setTimeout(then, 1)];\n',
        'no-restricted-globals',
        'no-restricted-globals',
      ],
      'libs/primitives/src/ask-the-system.ts': ['export const home = process.env;\n', 'no-restricted-globals'],
      'libs/inspect/src/use-buffers.ts': ['export const bytes = Buffer.alloc(1);\n', 'no-restricted-globals'],
      'libs/http/src/export-namelessly.ts': ['export default 1;\n', 'no-restricted-exports'],
      'libs/broker/src/say-anything.ts': ['export const value: any = 1;\n', '@typescript-eslint/no-explicit-any'],
    };
    for (const [path, [source]] of Object.entries(violations)) canary.plant(path, source);
    const expected = Object.fromEntries(Object.entries(violations).map(([path, [, ...rules]]) => [path, rules]));
    expect(canary.lint()).toEqual({ status: 1, broken: expected });
  });
});
