import { Interruption, interruptionOf, WarmReset, type Mcu } from '@twinbank/mcu';

import { formatCut, type Cut } from '../cuts/cut.js';
import { Invariants, violationOf } from '../cuts/invariants.js';
import { DeviceRun, type RunObserver } from '../scene/device-run.js';
import type { SceneKeys } from '../scene/orders.js';
import { decayWhileOff } from '../scene/decay.js';
import { breakDrivers } from '../defects/broken-drivers.js';
import type { SceneSpec } from '../scene/scene-spec.js';
import { sceneOf } from '../scene/scene.js';
import { watchSilicon } from '../scene/silicon-watch.js';
import { StateKeys } from '../cuts/state-key.js';
import { Trace } from './trace.js';

/** What a replay saw. */
export interface Replayed {
  readonly lines: readonly string[];
  readonly violation: string | undefined;
  /** The device's memory right after each cut, as {@link StateKeys.nvm} names it. */
  readonly states: readonly string[];
}

/**
 * Plays one update with its cuts again from the beginning. Each cut really strikes, and everything that happens is
 * written down.
 */
export async function replay(spec: SceneSpec, cuts: readonly Cut[], keys: SceneKeys): Promise<Replayed> {
  const scene = await sceneOf(spec, keys);
  const invariants = new Invariants(scene);
  const stateKeys = new StateKeys();
  const mcu = scene.newMcu();
  breakDrivers(mcu, spec.defect);
  watchSilicon(mcu, invariants.watched);
  mcu.restoreState(scene.start);
  const trace = new Trace(mcu);
  const states: string[] = [];
  let counter = 0;
  let struck = 0;
  const observer: RunObserver = {
    booted: ({ server }) => {
      trace.booted();
      invariants.atBoot(mcu);
      invariants.remembersWhatItTold(mcu, server.memory);
    },
    started: () => void (counter = invariants.atStart(mcu, counter)),
    rested: (run) => invariants.atRest(run, struck),
    event: (_, event) => trace.event(event),
    effect: (_, effect) => trace.effect(effect),
  };
  /** Runs to the next interruption; undefined if the run came to its end. */
  const follow = (begin: (run: DeviceRun) => void, run: DeviceRun): Interruption | undefined => {
    try {
      begin(run);
      run.toStandstill();
      return undefined;
    } catch (error) {
      if (!(error instanceof Interruption)) throw error;
      return error;
    }
  };
  let run = new DeviceRun(scene, mcu, { observer });
  let begin = (first: DeviceRun): void => first.powerOn();
  try {
    for (const cut of [...cuts, undefined]) {
      mcu.power.count = 0;
      if (cut?.ramWrites) resetAfterWrites(mcu, cut, cut.ramWrites);
      else if (cut) mcu.power.strikeAt(cut);
      const interruption = follow(begin, run);
      if (!interruption) break;
      trace.note(`cut      ${formatCut(cut!)}: ${interruption.message}`);
      states.push(stateKeys.nvm(mcu));
      invariants.atAnyMoment(mcu);
      if (!(interruption instanceof WarmReset)) decayWhileOff(mcu, spec);
      struck++;
      run = new DeviceRun(scene, mcu, { ...run.memory, observer });
      begin = (next) => next.recover(interruption);
    }
  } catch (error) {
    const violation = violationOf(error);
    if (!violation) throw error;
    trace.flush();
    return { lines: trace.lines, violation: `${violation.invariant}: ${violation.detail}`, states };
  }
  trace.flush();
  return { lines: trace.lines, violation: undefined, states };
}

/** Resets a device after so many writes to RAM since the operation before. */
function resetAfterWrites({ sram, power }: Mcu, { at, event, moment }: Cut, writes: number): void {
  const write = sram.write;
  let left = writes;
  sram.write = (address, bytes) => {
    write.call(sram, address, bytes);
    if (power.count !== at - 1 || --left > 0) return;
    sram.write = write;
    power.on = false;
    if (event === 'power-off') power.supplied = false;
    throw interruptionOf(event, 'reset', at, moment);
  };
}
