import type { Rng } from '@twinbank/primitives';

import type { FaultRates } from '../line/fault-rates.js';

/** What one of a device's other chips does in its first job. */
export interface ChipMishap {
  /** Which chip: from 0 to below 1, over all of them. */
  readonly at: number;
  readonly refuses: boolean;
  readonly slow: boolean;
  readonly forgets: boolean;
}

/** What will happen to a device once, during its first job. */
export interface Mishaps {
  /** Share of the job's blocks after which the connection is lost. */
  readonly disconnectAt?: number;
  /** Share of the job's hardware operations after which the power is cut, and how that operation is left. */
  readonly powerCutAt?: number;
  readonly cutMoment: 'before' | 'torn' | 'after';
  readonly selfTestFails: boolean;
  /** Whether every image but the factory's makes it slowly worse. */
  readonly sickens: boolean;
  /** Whether its application puts swaps off, where it may. */
  readonly postpones: boolean;
  /** Left out if no chip does anything wrong. */
  readonly chip?: ChipMishap;
  /** Whether its application chooses a release, where the choice is its own. */
  readonly chooses: boolean;
}

/** Draws a device's mishaps; the same for the same generator. */
export function drawMishaps(rates: FaultRates, rng: Rng): Mishaps {
  const draw = (name: string, rate: number): { at: number } | undefined => {
    const own = rng.fork(name);
    return own.chance(rate) ? { at: own.unit() } : undefined;
  };
  const disconnect = draw('disconnect', rates.disconnect);
  const cut = draw('power cut', rates.powerCut);
  const [refuses, slow, forgets] = [
    draw('chip refuses', rates.chipRefuse),
    draw('chip slow', rates.chipSlow),
    draw('chip forgets', rates.chipForget),
  ].map((drawn) => drawn !== undefined) as [boolean, boolean, boolean];
  return {
    ...(disconnect && { disconnectAt: disconnect.at }),
    ...(cut && { powerCutAt: cut.at }),
    cutMoment: (['before', 'torn', 'after'] as const)[rng.fork('moment').below(3)]!,
    selfTestFails: draw('self-test', rates.selfTestFail) !== undefined,
    sickens: draw('sicken', rates.sicken) !== undefined,
    postpones: draw('postpone', rates.postpone) !== undefined,
    ...((refuses || slow || forgets) && { chip: { at: rng.fork('chip').unit(), refuses, slow, forgets } }),
    chooses: draw('choose', rates.choose) !== undefined,
  };
}
