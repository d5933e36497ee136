/**
 * Prints the test vectors of docs/protocol.md, exactly as in its block of vectors (from the built libs), or those of
 * docs/package-format.md: node tools/print-vectors.mjs [--package]
 */
import { parseArgs } from 'node:util';

import { protocolVectors } from '../libs/image/dist/protocol-vectors.js';
import { packageVectors } from '../libs/package/dist/package-vectors.js';
import './sources/reader-gone.mjs';

const { values } = parseArgs({ options: { package: { type: 'boolean' }, help: { type: 'boolean' } } });
if (values.help) {
  process.stdout.write(
    'usage: node tools/print-vectors.mjs [--package]\n\nPrints the test vectors of docs/protocol.md, or with --package of docs/package-format.md, on built libs.\n',
  );
  process.exit(0);
}

const vectors = values.package ? await packageVectors() : await protocolVectors();
process.stdout.write(`${JSON.stringify(vectors, null, 2)}\n`);
