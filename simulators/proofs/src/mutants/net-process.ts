/**
 * The child process of a mutant: runs nets one after the other on the agent and the model that lie next to it, until
 * one notices something.
 */
import { violationOf } from '../cuts/invariants.js';
import { exploreScene } from '../proof/scene-task.js';
import { sceneKeys } from '../scene/orders.js';
import { USUAL_FAULTS } from '../simulation/fault-rates.js';
import { World } from '../simulation/world.js';
import type { Net } from './nets.js';

/** The request to the process. */
export interface NetRequest {
  readonly nets: readonly Net[];
  /** Processor time, so that a verdict does not depend on what else the machine does. */
  readonly budgetMs: number;
  /** How much processor time beyond its budget the process may take before it counts as hung. */
  readonly graceMs?: number;
}

/** What a net noticed. */
export interface Catch {
  readonly net: string;
  readonly invariant: string;
  readonly detail: string;
}

/** The answer of the process: what was noticed, or undefined; and whether all nets ran to their end. */
export interface NetAnswer {
  readonly caught: Catch | undefined;
  readonly whole: boolean;
  readonly ms: number;
}

const DEVICES = 24;

/** What this process has cost so far. */
const processorMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
Error.stackTraceLimit = 0;

async function tryNet(
  net: Net,
  keys: Awaited<ReturnType<typeof sceneKeys>>,
  budgetMs: number,
): Promise<Catch | undefined> {
  try {
    if (net.kind === 'scene') {
      const { findings } = await exploreScene({ ...net.task, budgetMs }, keys, processorMs);
      const [finding] = findings;
      return (
        finding && {
          net: net.name,
          invariant: finding.invariant,
          detail: `${finding.detail} @${finding.cuts.join(',')}`,
        }
      );
    }
    await new World({ updates: net.updates, devices: DEVICES, seed: net.seed, rates: USUAL_FAULTS }, keys).run();
    return undefined;
  } catch (error) {
    const { invariant, detail } = violationOf(error) ?? { invariant: 'program-goes-on', detail: String(error) };
    return { net: net.name, invariant, detail };
  }
}

async function run({ nets, budgetMs }: NetRequest): Promise<NetAnswer> {
  const keys = await sceneKeys();
  const startMs = processorMs();
  const spentMs = (): number => processorMs() - startMs;
  for (const net of nets) {
    if (spentMs() > budgetMs) return { caught: undefined, whole: false, ms: spentMs() };
    const caught = await tryNet(net, keys, budgetMs - spentMs());
    if (caught) return { caught, whole: true, ms: spentMs() };
  }
  return { caught: undefined, whole: spentMs() <= budgetMs, ms: spentMs() };
}

process.once('message', (request: NetRequest) => {
  void run(request).then((answer) => process.send!(answer, () => process.exit(0)));
});
