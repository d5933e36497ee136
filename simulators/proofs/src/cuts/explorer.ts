import { PowerCut, WarmReset, type Mcu } from '@twinbank/mcu';

import { DeviceRun } from '../scene/device-run.js';
import { nameOfScene } from '../scene/scene-spec.js';
import type { Scene } from '../scene/scene.js';
import { formatCut, type Cut, type CutState } from './cut.js';
import { CutProbe, type CutPlan } from './cut-probe.js';
import { Invariants, violationOf } from './invariants.js';
import { StateKeys } from './state-key.js';
import type { Invariant } from './violation.js';

/** Something that must hold did not: where, and how to see it again. */
export interface Finding {
  readonly scene: string;
  /** The cuts, each counted from the recovery before. */
  readonly cuts: readonly string[];
  readonly invariant: Invariant;
  readonly detail: string;
}

/** What an exploration has done. */
export interface Tally {
  /** Operations of the uncut update. */
  operations: number;
  /** Cuts and resets tried. */
  cuts: number;
  /** Different states that they left, each recovered from to the end. */
  states: number;
  /** Boots on the way, each held against the invariants. */
  boots: number;
  violations: number;
}

/** How deep and how dense. */
export interface Exploration {
  /** For the update itself, then for the recovery from a cut, and so on: one plan is single cuts, two are pairs. */
  readonly plans: readonly CutPlan[];
  /** What is broken on purpose in each device; nothing unless given. */
  readonly sabotage?: (mcu: Mcu) => void;
  /** True once time is up. */
  readonly expired?: () => boolean;
}

/** What the world remembers of a device over a cut. */
interface Known {
  /** Index of the order that the server offers. */
  readonly order: number;
  /** The security counter that the device had at its last boot. */
  readonly counter: number;
}

/** Findings that are kept; more are only counted. */
const FINDINGS_MAX = 20;

/** Cuts a scene's update at its operations, recovers from each state that is left, and holds everything against the invariants. */
export class Explorer {
  readonly tally: Tally = { operations: 0, cuts: 0, states: 0, boots: 0, violations: 0 };
  readonly findings: Finding[] = [];
  private readonly keys = new StateKeys();
  /** By what a cut left: how many further cuts were tried from there. */
  private readonly explored = new Map<string, number>();
  private readonly calls = new Set<string>();
  private readonly levels: { readonly mcu: Mcu; readonly probe: CutProbe }[];
  private readonly invariants: Invariants;

  constructor(
    private readonly scene: Scene,
    private readonly exploration: Exploration,
  ) {
    this.invariants = new Invariants(scene);
    this.levels = Array.from({ length: exploration.plans.length + 1 }, () => {
      const mcu = scene.newMcu();
      exploration.sabotage?.(mcu);
      return { mcu, probe: new CutProbe(mcu) };
    });
  }

  /** Tries all cuts. */
  explore(): void {
    this.tally.operations = this.uncut();
    this.invariants.uncutOperations = this.tally.operations;
    const { mcu } = this.levels[0]!;
    mcu.restoreState(this.scene.start);
    this.follow([], (run) => run.powerOn(), { order: 0, counter: 0 });
  }

  /** The whole update with no cut; gives its operations. */
  private uncut(): number {
    const mcu = this.scene.newMcu();
    this.exploration.sabotage?.(mcu);
    mcu.restoreState(this.scene.start);
    try {
      const run = new DeviceRun(this.scene, mcu);
      run.powerOn();
      run.toStandstill();
    } catch (error) {
      if (!violationOf(error)) throw error;
    }
    return mcu.power.count;
  }

  /** Follows a device from a start to its standstill, cutting all the way if a plan is left. */
  private follow(path: readonly Cut[], begin: (run: DeviceRun) => void, { order, counter }: Known): void {
    const level = path.length;
    const { mcu, probe } = this.levels[level]!;
    const plan = this.exploration.plans[level];
    const known = { order, counter };
    mcu.power.count = 0;
    const run = new DeviceRun(this.scene, mcu, {
      order,
      observer: {
        booted: (booted) => {
          this.tally.boots++;
          this.invariants.atBoot(booted.mcu);
        },
        started: (started) => void (known.counter = this.invariants.atStart(started.mcu, known.counter)),
      },
    });
    if (plan) probe.watch(plan, (found) => this.visit([...path, found.cut], found, { run, counter: known.counter }), level > 0 ? this.callsOf(mcu, run, level) : undefined);
    this.guard(path, () => {
      begin(run);
      run.toStandstill();
      this.invariants.atRest(run);
      this.invariants.withinBounds(mcu.power.count);
    });
    probe.rest();
  }

  private visit(path: readonly Cut[], found: CutState, { run, counter }: { run: DeviceRun; counter: number }): void {
    this.tally.cuts++;
    const left = this.exploration.plans.length - path.length;
    const warm = found.cut.event !== 'power-off';
    const key = `${this.keyOf(run, warm)}${run.order}`;
    if ((this.explored.get(key) ?? -1) >= left || this.exploration.expired?.()) return;
    this.explored.set(key, left);
    this.tally.states++;
    const held = this.guard(path, () => this.invariants.atAnyMoment(run.mcu));
    if (!held) return;
    const { mcu } = this.levels[path.length]!;
    mcu.restoreState(found.state);
    const { at, moment, event } = found.cut;
    this.follow(path, (next) => next.recover(new (event === 'power-off' ? PowerCut : WarmReset)(event, found.kind, at, moment)), { order: run.order, counter });
  }

  private keyOf({ mcu }: DeviceRun, warm: boolean): string {
    return warm ? `w${this.keys.warm(mcu)}` : this.keys.nvm(mcu);
  }

  /** A call that was cut before from the same state to the same state need not be cut again. */
  private callsOf(mcu: Mcu, run: DeviceRun, level: number): { before(): void; after(): boolean } {
    let before = '';
    return {
      before: () => void (before = this.keyOf({ mcu } as DeviceRun, true)),
      after: () => {
        const call = `${level}${run.order}${before}${this.keys.nvm(mcu)}`;
        if (this.calls.has(call)) return true;
        this.calls.add(call);
        return false;
      },
    };
  }

  /** True where nothing was violated. */
  private guard(path: readonly Cut[], act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      const violation = violationOf(error);
      if (!violation) throw error;
      this.tally.violations++;
      const { invariant, detail } = violation;
      if (this.findings.length < FINDINGS_MAX) this.findings.push({ scene: nameOfScene(this.scene.spec), cuts: path.map(formatCut), invariant, detail });
      return false;
    }
  }
}
