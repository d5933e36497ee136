/**
 * Prints the test vectors of docs/protocol.md, exactly as in its block of vectors (from the built libs): node
 * tools/print-vectors.mjs
 */
import { parseArgs } from 'node:util';

import { protocolVectors } from '../libs/image/dist/protocol-vectors.js';

if (parseArgs({ options: { help: { type: 'boolean' } } }).values.help) {
  process.stdout.write(
    'usage: node tools/print-vectors.mjs\n\nPrints the test vectors of docs/protocol.md, on built libs.\n',
  );
  process.exit(0);
}

process.stdout.write(`${JSON.stringify(await protocolVectors(), null, 2)}\n`);
