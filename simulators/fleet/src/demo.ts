/** `npm run demo`: 200 devices of three products are updated while you watch. */
import { runDemo } from './demo/demo-run.js';

try {
  const right = await runDemo(process.stdout);
  process.exitCode = right ? 0 : 1;
} catch (error) {
  process.stderr.write(`the demo could not be run: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
