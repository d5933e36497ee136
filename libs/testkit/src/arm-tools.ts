import { execFileSync, spawnSync } from 'node:child_process';

const PREFIX = 'arm-none-eabi-';

/** Whether the compiler and the binutils for ARM are installed. With `TEST_ARM_TOOLS`, as in CI, it is an error if they are not. */
export function hasArmTools(): boolean {
  const found = ['gcc', 'readelf', 'objcopy'].every(
    (tool) => spawnSync(`${PREFIX}${tool}`, ['--version'], { stdio: 'ignore' }).status === 0,
  );
  if (!found && process.env['TEST_ARM_TOOLS'])
    throw new Error('TEST_ARM_TOOLS is set, but arm-none-eabi-gcc is missing');
  return found;
}

/** For the name of a suite that needs them. */
export const ARM_TOOLS_NOTE = 'needs arm-none-eabi-gcc; skipped where it is missing';

/** Runs one of the tools and returns what it prints. */
export const armTool = (tool: 'gcc' | 'readelf' | 'objcopy' | 'strip', ...args: readonly string[]): string =>
  execFileSync(`${PREFIX}${tool}`, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
