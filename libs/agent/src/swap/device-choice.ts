import type { AgentConfig } from '../agent-config.js';
import type { Collaborators } from '../collaborators.js';
import { CLOCK_LOOK_US, type Postponable } from './maintenance-window.js';

type OfChoice = Pick<Collaborators, 'mcu' | 'serverTime'> & {
  readonly config: Pick<AgentConfig, 'wantsReleaseFromUs'>;
};

/**
 * What the application says of the release that waits in the other bank:
 *
 * - `wanted`: the banks may be swapped, before `endsUs` of the device's clock
 * - `not-yet`: it is asked again at `askAgainUs`
 * - `over`: its time is over, or the device cannot tell it
 */
export type ChoiceAnswer =
  | { readonly is: 'wanted'; readonly endsUs: number }
  | { readonly is: 'not-yet'; readonly askAgainUs: number }
  | { readonly is: 'over' };

/** Asks the application whether it wants the release, as long as the ticket leaves that to it. */
export function askForChoice({ mcu, serverTime, config }: OfChoice, until: Postponable): ChoiceAnswer {
  const { nowUs } = mcu.clock;
  const endsUs = serverTime.choiceEndsUs(until);
  if (nowUs >= endsUs) return { is: 'over' };
  const fromUs = config.wantsReleaseFromUs?.() ?? Infinity;
  if (fromUs <= nowUs) return { is: 'wanted', endsUs };
  return { is: 'not-yet', askAgainUs: Math.min(endsUs, nowUs + CLOCK_LOOK_US, fromUs > nowUs ? fromUs : Infinity) };
}
