import type { CliCommand } from '../../command/cli-command.js';
import type { Shell } from '../../shell/shell.js';
import { addLocalKeySets } from './key-set-files.js';
import { addStoredKeySets } from './stored-key-sets.js';

/** `key-set`: whose signatures the devices of a product take; made, signed by its root keys, and uploaded. */
export function addKeySets(program: CliCommand, shell: Shell): void {
  const keySets = program
    .command('key-set')
    .summary('whose signatures the devices of a product take')
    .description(
      'Key sets: the keys for releases, for tickets, and for the next key set, which devices of a product take in the field. A set is made into a file, signed by root keys, and uploaded; the server sends it to the devices. docs/keys.md says how keys are replaced with them.',
    );
  addLocalKeySets(keySets, shell);
  addStoredKeySets(keySets, shell);
}
