/**
 * Prints docs/faults.md from the registry of faults (of the built libs): node tools/print-faults.mjs >
 * docs/faults.md
 */
import { parseArgs } from 'node:util';

import { FAULTS } from '@twinbank/protocol';

import './sources/reader-gone.mjs';

if (parseArgs({ options: { help: { type: 'boolean' } } }).values.help) {
  process.stdout.write(
    'usage: node tools/print-faults.mjs\n\nPrints docs/faults.md from the registry of faults of the built libs.\n',
  );
  process.exit(0);
}

const rows = Object.entries(FAULTS).map(([code, { status, meaning }]) => `| \`${code}\` | ${status} | ${meaning} |`);
process.stdout.write(`# Faults

Every expected failure has a code that is never reworded or reused: in problem+json answers of the REST interface (\`code\`),
in reports of devices (\`fault\`), in events of a campaign and in the output of the simulators. The status is that of the
REST interface, where it answers with the code. A device refuses with the same codes; see [protocol.md](protocol.md).

This page is printed from \`libs/protocol/src/faults.ts\` by \`node tools/print-faults.mjs\`; a test keeps the two in step.

| code | HTTP | meaning |
|---|---|---|
${rows.join('\n')}
`);
