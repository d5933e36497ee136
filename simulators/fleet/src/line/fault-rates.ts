/** How often things go wrong. Fractions from 0 to 1. */
export interface FaultRates {
  /** Of blocks: never arrive; arrive twice; arrive after the next one; arrive with a wrong bit. */
  readonly lose: number;
  readonly repeat: number;
  readonly reorder: number;
  readonly corrupt: number;
  /** Of devices: lose their connection once at a random block; lose their power once at a random operation. */
  readonly disconnect: number;
  readonly powerCut: number;
  /** Of devices: the new image fails its self-test. */
  readonly selfTestFail: number;
  /** Of devices: a new image makes them slowly worse. */
  readonly sicken: number;
  /** Of devices: the application puts swaps off, where it may. */
  readonly postpone: number;
  /** Of devices with other chips: one of them takes nothing in the first job; is slow in it; forgets once what it was brought. */
  readonly chipRefuse: number;
  readonly chipSlow: number;
  readonly chipForget: number;
  /** Of devices: the application chooses a release, where the choice is its own. */
  readonly choose: number;
}

/** No faults. */
export const NO_FAULTS: FaultRates = {
  lose: 0,
  repeat: 0,
  reorder: 0,
  corrupt: 0,
  disconnect: 0,
  powerCut: 0,
  selfTestFail: 0,
  sicken: 0,
  postpone: 0,
  chipRefuse: 0,
  chipSlow: 0,
  chipForget: 0,
  choose: 0,
};

/** The faults that a device has met. */
export interface FaultsMet {
  lost: number;
  repeated: number;
  reordered: number;
  corrupted: number;
  disconnects: number;
  powerCuts: number;
  selfTestsFailed: number;
  /** How often another chip refused what it was asked, took long for it, and did not keep it. */
  chipsRefused: number;
  chipsSlow: number;
  chipsForgot: number;
}

/** Counters at zero. */
export const noFaultsMet = (): FaultsMet => ({
  lost: 0,
  repeated: 0,
  reordered: 0,
  corrupted: 0,
  disconnects: 0,
  powerCuts: 0,
  selfTestsFailed: 0,
  chipsRefused: 0,
  chipsSlow: 0,
  chipsForgot: 0,
});

/** Adds the counts of one device to those of many. */
export function addFaults(total: FaultsMet, one: FaultsMet): void {
  for (const name of Object.keys(total) as (keyof FaultsMet)[]) total[name] += one[name];
}
