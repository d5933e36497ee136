import { CliCommand } from './command/cli-command.js';
import { addCampaigns } from './groups/campaigns/campaigns.js';
import { addDiff } from './groups/comparisons.js';
import { addCompletion } from './groups/completion.js';
import { addDevices } from './groups/devices.js';
import { addEncryption } from './groups/encryption.js';
import { addInspect } from './groups/inspect.js';
import { addKeySets } from './groups/key-sets/key-sets.js';
import { addKeys } from './groups/keys.js';
import { addPackages } from './groups/packages.js';
import { addPolicy } from './groups/policy.js';
import { addProducts } from './groups/products.js';
import { addReleases } from './groups/releases.js';
import { addSession } from './groups/session.js';
import type { Shell } from './shell/shell.js';

/** The groups of commands in the order of the help, one file each below `groups/`. */
const GROUPS = [
  addSession,
  addProducts,
  addReleases,
  addDevices,
  addCampaigns,
  addInspect,
  addKeys,
  addPackages,
  addPolicy,
  addKeySets,
  addDiff,
  addEncryption,
  addCompletion,
] as const;

/** The whole command line; its commands do things with the shell. */
export function programOf(shell: Shell, version: string): CliCommand {
  const program = new CliCommand('twinbank')
    .description('Releases, devices and campaigns of a Twinbank server.')
    .version(version)
    // So that commands may have options of the program's names, such as --version.
    .enablePositionalOptions()
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: false })
    .example('twinbank login --server https://twinbank.example.org');
  for (const add of GROUPS) add(program, shell);
  return program;
}
