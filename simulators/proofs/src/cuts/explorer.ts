import { interruptionOf, type Mcu } from '@twinbank/mcu';

import { DeviceRun, type RunMemory } from '../scene/device-run.js';
import type { Scene } from '../scene/scene-facts.js';
import { decayWhileOff } from '../scene/decay.js';
import { breakDrivers } from '../defects/broken-drivers.js';
import { SCRIPT_START } from '../scene/server-script.js';
import { watchSilicon } from '../scene/silicon-watch.js';
import { formatCut, type Cut, type CutState } from './cut.js';
import { CutProbe, type CallFilter, type CutPlan } from './cut-probe.js';
import { Invariants, violationOf } from './invariants.js';
import { StateKeys } from './state-key.js';
import type { Invariant } from './violation.js';

/** A violation, and the cuts that led to it. Each cut is counted from the recovery before it. */
export interface Finding {
  readonly cuts: readonly string[];
  readonly invariant: Invariant;
  readonly detail: string;
}

/** What an exploration has done. */
export interface Tally {
  /** Operations of the update when nothing cuts it. */
  operations: number;
  /** Cuts and warm resets tried. */
  cuts: number;
  /** Different states that the cuts left. From each one the device recovered until its standstill. */
  states: number;
  /** Boots during the exploration; each was checked against the invariants. */
  boots: number;
  violations: number;
  /** Number of violations of each invariant. */
  broken: Partial<Record<Invariant, number>>;
}

/** How deep and how dense the exploration is. */
export interface Exploration {
  /**
   * How to strike the update itself, then the recovery from a cut, and so on: one plan means single cuts, two mean
   * pairs.
   */
  readonly plans: readonly CutPlan[];
  /** True once time is up. */
  readonly expired?: () => boolean;
}

/** Most findings that are kept; further ones are only counted. */
const FINDINGS_MAX = 10;

/** A device for each depth, with its probe. */
interface Level {
  readonly mcu: Mcu;
  readonly probe: CutProbe;
}

/** What the server's side and the proof remember of a device over a cut. */
interface Memory extends RunMemory {
  /** The security counter at the last start. */
  readonly counter: number;
}

/**
 * Cuts a scene's update at its operations, recovers from each state that results, and checks everything against the
 * invariants.
 */
export class Explorer {
  readonly tally: Tally = { operations: 0, cuts: 0, states: 0, boots: 0, violations: 0, broken: {} };
  readonly findings: Finding[] = [];
  private readonly keys = new StateKeys();
  /** For each state that a cut left: how many further cuts were tried from there. */
  private readonly explored = new Map<string, number>();
  private readonly calls = new Set<string>();
  private readonly levels: readonly Level[];
  private readonly invariants: Invariants;
  private includes: (at: number) => boolean = () => true;

  constructor(
    private readonly scene: Scene,
    private readonly exploration: Exploration,
  ) {
    this.invariants = new Invariants(scene);
    this.levels = Array.from({ length: exploration.plans.length + 1 }, () => {
      const mcu = scene.newMcu();
      breakDrivers(mcu, scene.spec.defect);
      watchSilicon(mcu, this.invariants.watched);
      return { mcu, probe: new CutProbe(mcu) };
    });
    this.tally.operations = this.uncut();
    this.invariants.uncutOperations = this.tally.operations;
  }

  /** Cuts at all operations, or only at those that `includes` accepts. */
  explore(includes: (at: number) => boolean = () => true): void {
    this.includes = includes;
    this.levels[0]!.mcu.restoreState(this.scene.start);
    this.follow([], { script: SCRIPT_START, acknowledged: this.scene.counted, cuts: 0, counter: 0 }, (run) =>
      run.powerOn(),
    );
  }

  /** Runs the whole update without a cut; returns the number of its operations. */
  private uncut(): number {
    const { mcu } = this.levels[0]!;
    mcu.restoreState(this.scene.start);
    mcu.power.count = 0;
    this.guard([], () => {
      const run = new DeviceRun(this.scene, mcu);
      run.powerOn();
      run.toStandstill();
    });
    return mcu.power.count;
  }

  /** Follows a device from a start to its standstill, with cuts on the whole way if a plan for them is left. */
  private follow(path: readonly Cut[], memory: Memory, begin: (run: DeviceRun) => void): void {
    const { mcu, probe } = this.levels[path.length]!;
    let { counter } = memory;
    mcu.power.count = 0;
    const run = new DeviceRun(this.scene, mcu, {
      ...(path.length > 0 && memory),
      observer: {
        booted: ({ server }) => {
          this.tally.boots++;
          this.invariants.atBoot(mcu);
          this.invariants.remembersWhatItTold(mcu, server.memory);
        },
        started: () => void (counter = this.invariants.atStart(mcu, counter)),
        rested: () => this.invariants.atRest(run, path.length),
      },
    });
    const now = (): Memory => ({ ...run.memory, counter });
    this.probe(path, now, (found) => this.visit([...path, found.cut], found, now()));
    this.guard(path, () => {
      begin(run);
      run.toStandstill();
      this.invariants.withinBounds(mcu.power.count);
    });
    probe.rest();
  }

  private probe(path: readonly Cut[], memory: () => Memory, visit: (found: CutState) => void): void {
    const level = path.length;
    const plan = this.exploration.plans[level];
    if (!plan) return;
    const { probe } = this.levels[level]!;
    if (level === 0) probe.watch({ ...plan, includes: (at) => this.includes(at) }, visit);
    else probe.watch(plan, visit, this.callsFrom(level, memory));
  }

  private visit(path: readonly Cut[], found: CutState, memory: Memory): void {
    if (this.exploration.expired?.()) return;
    this.tally.cuts++;
    const left = this.exploration.plans.length - path.length;
    const { mcu } = this.levels[path.length - 1]!;
    const { at, moment, event } = found.cut;
    const key = this.keyOf(mcu, memory, event !== 'power-off');
    if ((this.explored.get(key) ?? -1) >= left) return;
    this.explored.set(key, left);
    this.tally.states++;
    if (!this.guard(path, () => this.invariants.atAnyMoment(mcu))) return;
    const next = this.levels[path.length]!.mcu;
    next.restoreState(found.state);
    if (event === 'power-off') decayWhileOff(next, this.scene.spec);
    const interruption = interruptionOf(event, found.kind, at, moment);
    this.follow(path, memory, (run) => run.recover(interruption));
  }

  private keyOf(mcu: Mcu, { script, acknowledged }: Memory, warm: boolean): string {
    return `${warm ? `w${this.keys.warm(mcu)}` : this.keys.nvm(mcu)}${Object.values(script).join()}/${acknowledged}`;
  }

  /** A call that was already cut from the same state to the same state need not be cut again. */
  private callsFrom(level: number, memory: () => Memory): CallFilter {
    const { mcu } = this.levels[level]!;
    let before = '';
    return {
      before: () => void (before = this.keyOf(mcu, memory(), true)),
      known: () => {
        const call = `${level}${before}${this.keys.warm(mcu)}`;
        if (this.calls.has(call)) return true;
        this.calls.add(call);
        return false;
      },
    };
  }

  /** True if nothing was violated. */
  private guard(path: readonly Cut[], act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      const violation = violationOf(error);
      if (!violation) throw error;
      this.tally.violations++;
      const { invariant, detail } = violation;
      this.tally.broken[invariant] = (this.tally.broken[invariant] ?? 0) + 1;
      if (this.findings.length < FINDINGS_MAX) this.findings.push({ cuts: path.map(formatCut), invariant, detail });
      return false;
    }
  }
}
