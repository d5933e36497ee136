/** Prints the test vectors of docs/protocol.md, as they stand in its block of vectors (on built libs): node tools/print-vectors.mjs */
import { protocolVectors } from '../libs/image/dist/protocol-vectors.js';

process.stdout.write(`${JSON.stringify(await protocolVectors(), null, 2)}\n`);
