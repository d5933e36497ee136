/** `npm run simulate`: the engine of campaigns, servers, devices, network and faults in virtual time; and how often rules err. */
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';

import { CommanderError } from 'commander';

import type { JobState } from '@twinbank/campaign';
import { endWithReader, seededRng } from '@twinbank/primitives';

import { sceneKeys } from './scene/orders.js';
import { simulateCommand, type SimulateCommand, type TrialsCommand } from './simulate-command.js';
import { violationIn } from './simulation/campaign-violation.js';
import { USUAL_FAULTS } from './simulation/fault-rates.js';
import { TraceHash } from './simulation/trace-hash.js';
import type { SimulationTally } from './simulation/simulation-plan.js';
import { World } from './simulation/world.js';
import { BLIND_CONTROL, CONTROL_CASES, controlFindingOf } from './trials/control-trials.js';
import { CONTROL, findingsOf, TRIAL_CASES } from './trials/promise.js';
import { controlText, trialsText } from './trials/trials-text.js';

const VIOLATED = 1;
const COULD_NOT_RUN = 2;
Error.stackTraceLimit = 0;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function run(command: SimulateCommand): Promise<void> {
  const { updates, devices, seed } = command;
  const startMs = performance.now();
  const file = command.trace === undefined ? undefined : openSync(command.trace, 'w');
  const trace = new TraceHash(file === undefined ? undefined : (line) => void writeSync(file, `${line}\n`));
  const world = new World({ updates, devices, seed, rates: USUAL_FAULTS }, await sceneKeys(), trace);
  let violation: string | undefined;
  try {
    await world.run((ended) => say(`${ended} of ${updates} updates`));
  } catch (error) {
    const known = violationIn(error);
    if (!known) throw error;
    violation = `${known.invariant}: ${known.detail}`;
  }
  if (file !== undefined) closeSync(file);
  const seconds = Math.round((performance.now() - startMs) / 100) / 10;
  const { tally } = world;
  const figures = {
    seed,
    ...tally,
    violations: violation === undefined ? 0 : 1,
    violation,
    trace: trace.digest(),
    traceLines: trace.lines,
    seconds,
  };
  if (command.json !== undefined) writeFileSync(command.json, `${JSON.stringify(figures, undefined, 2)}\n`);
  tell(figures);
  if (violation !== undefined) {
    say(
      `VIOLATED ${violation}\nnpm run simulate -- --updates ${updates} --devices ${devices} --seed ${seed} --trace trace.txt`,
    );
    process.exitCode = VIOLATED;
  }
}

/** Tries every rule, the control among them, and holds each to its promise. */
function tryRules({ runs, seed, json }: TrialsCommand): void {
  const startMs = performance.now();
  const findings = [...TRIAL_CASES, CONTROL].flatMap((one, at) => findingsOf(one, runs, seededRng(`${seed}/${at}`)));
  const control = findings.at(-1)!;
  const broken = findings.slice(0, -1).filter(({ isBroken }) => isBroken);
  const compared = [...CONTROL_CASES, BLIND_CONTROL].map((one, at) =>
    controlFindingOf(one, runs, seededRng(`${seed}/control/${at}`)),
  );
  const blind = compared.at(-1)!;
  const brokenBeside = compared.slice(0, -1).filter(({ isBroken }) => isBroken);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ seed, runs, findings, compared }, undefined, 2)}\n`);
  say(trialsText(findings));
  say('');
  say(controlText(compared));
  say('');
  for (const { name, slice, failureRate } of broken)
    say(`BROKEN the promise of "${name}"${slice && `, slice ${slice}`} at a failure rate of ${failureRate}`);
  for (const { name, liar } of brokenBeside)
    say(
      `BROKEN the promise of a comparison with the control group: "${name}"${liar ? `, one device of ${liar} lies` : ''}`,
    );
  const noticed = control.isBroken && blind.isBroken;
  say(`promises broken    ${broken.length + brokenBeside.length} of ${findings.length + compared.length - 2}`);
  say(`controls           ${noticed ? 'noticed' : 'NOT NOTICED: these trials prove nothing'}`);
  say(
    `campaigns          ${runs} for each line, seed ${seed}, ${Math.round((performance.now() - startMs) / 100) / 10} s`,
  );
  if (broken.length + brokenBeside.length > 0 || !noticed) process.exitCode = VIOLATED;
}

type Figures = SimulationTally & { seed: number; trace: string; seconds: number; violations: number };

function tell(figures: Figures): void {
  const { ends, operators, servers } = figures;
  const of = (state: JobState): number => ends[state] ?? 0;
  say('');
  say(`updates            ${figures.ended} on ${figures.devices} devices in ${operators.campaigns} campaigns`);
  say(`  succeeded        ${of('succeeded')}`);
  say(
    `  failed           ${of('failed')} (the old image runs), rejected ${of('rejected')}, timed out ${of('timed_out')}`,
  );
  say(`  cancelled        ${of('cancelled')}; left out ${of('excluded')}`);
  say(
    `campaigns          ${operators.finished} finished, ${operators.stopped} stopped; resumed ${operators.resumes} times`,
  );
  say(
    `tickets            ${servers.offers} offers, ${servers.republished} published again, ${servers.settled} put right`,
  );
  say(`releases in between ${figures.hops} confirmed on the way`);
  say(`offers in vain     ${figures.missed}; ${operators.orders} jobs cancelled while they were planned`);
  say(
    `decisions          ${servers.decisions}; ${servers.conflicts + operators.conflicts} taken anew after a conflict`,
  );
  say(`reports            ${servers.outdatedReports} older than what was known, ${servers.dropped} changes dropped`);
  say(
    `servers            killed ${servers.kills} times, stopped ${servers.pauses}; ${servers.clockSteps} steps of clocks`,
  );
  say(`cuts and resets    ${figures.strikes}; ${figures.boots} boots checked`);
  say(`blocks sent        ${figures.blocks}`);
  say(`violations         ${figures.violations}`);
  say(`seed ${figures.seed}, trace SHA-256 ${figures.trace}`);
  say(`time               ${figures.seconds} s for ${figures.virtualSeconds} virtual seconds`);
}

endWithReader(process);
try {
  await simulateCommand(run, tryRules).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : COULD_NOT_RUN;
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = COULD_NOT_RUN;
  }
}
