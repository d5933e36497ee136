import { printIsrComparison } from '@twinbank/agent';
import { endWithReader } from '@twinbank/primitives';

endWithReader(process);

/** Bytes of vector table and handlers in the reference firmware. */
const REFERENCE_BYTES = 944;
const BYTES_MAX = 16 * 1024;

const wanted = process.argv[2] ?? String(REFERENCE_BYTES);
const bytes = Number(wanted);
if (wanted === '--help' || !Number.isInteger(bytes) || bytes < 4 || bytes > BYTES_MAX || bytes % 4 !== 0) {
  process.stderr.write(
    'npm run isr [-- BYTES]\n\nCompares AN4767 section 5’s three ways to replace interrupt code in RAM, on the simulated parts.\n' +
      `BYTES of vector table and handlers: a multiple of 4, at most ${BYTES_MAX}; ${REFERENCE_BYTES} unless told.\n`,
  );
  process.exitCode = wanted === '--help' ? 0 : 2;
} else {
  process.stdout.write(`${printIsrComparison(bytes)}\n`);
}
