import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { mutantNamed, MUTANTS } from './all-mutants.js';
import type { Mutant } from './mutant.js';
import { runMutants } from './mutant-process.js';
import type { Catch } from './net-process.js';
import { NETS, netsFor } from './nets.js';
import { describe, SoundNets } from './sound-nets.js';

/** The result for a mutant. */
export interface MutantFate {
  readonly name: string;
  readonly fate: 'caught' | 'survived' | 'equivalent' | 'undecided';
  /** The net and invariant that noticed the mutant, or the witness that was no longer noticed. */
  readonly by?: string;
  readonly seconds: number;
}

/** What a run is to do. */
export interface MutantPlan {
  /** Only these mutants. */
  readonly only?: readonly string[] | undefined;
  /** No further mutant is started after this time. */
  readonly budgetSeconds?: number | undefined;
  readonly workers: number;
  /** Where results are kept between runs. Mutants with a result there are not run again. */
  readonly resume?: string | undefined;
}

/** Processor time for one mutant: all nets together take less. */
const EACH_MS = 240_000;

/** Runs mutants and reports for each one what noticed it. */
export async function runAll(
  { only, budgetSeconds = Infinity, workers, resume }: MutantPlan,
  nowMs: () => number,
  say: (line: string) => void,
): Promise<MutantFate[]> {
  const known =
    resume !== undefined && existsSync(resume) ? (JSON.parse(readFileSync(resume, 'utf8')) as MutantFate[]) : [];
  const chosen = only ? only.map(mutantNamed) : MUTANTS;
  const fates = known.filter(({ name, fate }) => fate !== 'undecided' && chosen.some((mutant) => mutant.name === name));
  const waiting = chosen.filter(({ name }) => !fates.some((fate) => fate.name === name));
  const endMs = nowMs() + budgetSeconds * 1000;
  const sound = new SoundNets();
  if (waiting.length > 0) await soundUnchanged(waiting, sound, say);
  const work = async (): Promise<void> => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const startMs = nowMs();
      const fate: Omit<MutantFate, 'seconds'> =
        startMs < endMs ? await fateOf(mutant, sound) : { name: mutant.name, fate: 'undecided' };
      fates.push({ ...fate, seconds: Math.round((nowMs() - startMs) / 100) / 10 });
      if (fate.fate !== 'undecided') say(lineOf(fates.at(-1)!));
      if (resume !== undefined) writeFileSync(resume, `${JSON.stringify(fates, undefined, 1)}\n`);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return fates;
}

/** Runs the nets that the mutants name on the unchanged sources. */
async function soundUnchanged(
  mutants: readonly Mutant[],
  sound: SoundNets,
  say: (line: string) => void,
): Promise<void> {
  const names = new Set(
    mutants.flatMap(({ net, witness }) => [net, witness === undefined ? undefined : mutantNamed(witness).net]),
  );
  const nets = NETS.filter(({ name }) => [...names].some((part) => part !== undefined && name.includes(part)));
  const answer = await sound.demand(nets);
  if (!answer) return;
  const { whole, ms } = answer;
  say(
    `unchanged  ${nets.length} nets notice nothing${whole ? '' : ', as far as there was time'}, ${Math.round(ms / 100) / 10} s`,
  );
}

/** The score as lines, and whether every mutant that was tried is caught. */
export function scoreOf(fates: readonly MutantFate[]): { readonly lines: readonly string[]; readonly good: boolean } {
  const those = (fate: MutantFate['fate']): MutantFate[] => fates.filter((one) => one.fate === fate);
  const [caught, survived, equivalent, undecided] = [
    those('caught'),
    those('survived'),
    those('equivalent'),
    those('undecided'),
  ];
  const counted = caught.length + survived.length;
  return {
    lines: [
      `mutants            ${fates.length}`,
      `  equivalent       ${equivalent.length}`,
      `  caught           ${caught.length} of ${counted}${counted > 0 ? `: ${((100 * caught.length) / counted).toFixed(1)} %` : ''}`,
      `  survived         ${survived.length}${survived.map(({ name }) => `\n    ${name}: ${mutantNamed(name).means}`).join('')}`,
      ...(undecided.length > 0 ? [`  not tried        ${undecided.length}, for want of time`] : []),
    ],
    good: survived.length === 0 && counted + equivalent.length > 0,
  };
}

async function fateOf(mutant: Mutant, sound: SoundNets): Promise<Omit<MutantFate, 'seconds'>> {
  const { name, net, witness, equivalent } = mutant;
  if (equivalent !== undefined) return { name, fate: 'equivalent', by: equivalent };
  if (witness !== undefined) return byWitness(mutant, mutantNamed(witness), sound);
  const { caught, whole } = await runMutants([mutant], { nets: netsFor(net), budgetMs: EACH_MS });
  await demandSound(caught, sound);
  if (caught) return { name, fate: 'caught', by: describe(caught) };
  return { name, fate: whole ? 'survived' : 'undecided' };
}

/**
 * A model that forgives too much hides the fault of a broken agent. It is noticed because what caught the agent no
 * longer does.
 */
async function byWitness(
  { name, ...model }: Mutant,
  witness: Mutant,
  sound: SoundNets,
): Promise<Omit<MutantFate, 'seconds'>> {
  const alone = await runMutants([witness], { nets: netsFor(witness.net), budgetMs: EACH_MS });
  if (!alone.caught) return { name, fate: alone.whole ? 'survived' : 'undecided' };
  await demandSound(alone.caught, sound);
  const { net } = alone.caught;
  const nets = netsFor(witness.net).filter((one) => one.name === net);
  const both = await runMutants([witness, { name, ...model }], { nets, budgetMs: EACH_MS });
  if (both.caught) return { name, fate: 'survived' };
  return {
    name,
    fate: both.whole ? 'caught' : 'undecided',
    by: `its witness ${witness.name}, which ${net} catches no more`,
  };
}

/** The net that caught a mutant must accept the unchanged sources. */
async function demandSound(caught: Catch | undefined, sound: SoundNets): Promise<void> {
  await sound.demand(NETS.filter(({ name }) => name === caught?.net));
}

function lineOf({ name, fate, by, seconds }: MutantFate): string {
  return `${fate.padEnd(10)} ${name}, ${seconds} s${by === undefined ? '' : `: ${by}`}`;
}
