import { faultOf } from '@twinbank/protocol';

/** What is ordered of a device, or what it does, that changes how far it has come in its life. */
export type LifeEvent = 'deactivate' | 'reactivate' | 'dispose' | 'receipt';

/**
 * How far a device has come in its life, and what leads on from there.
 *
 * ```
 *   active <--reactivate-- inactive
 *     |  ---deactivate-->     |
 *     |                       |
 *     +--------dispose--------+
 *                 |
 *                 v
 *             disposing  --receipt-->  disposed
 * ```
 *
 * `disposing`: the order to forget its keys is given, and nobody knows yet that the device has taken it. There is no way back from here,
 * because the device may have taken it already. What a state does not name changes nothing there, or is refused: {@link requireAlive}.
 */
export const DEVICE_LIFE = {
  active: { deactivate: 'inactive', dispose: 'disposing' },
  inactive: { reactivate: 'active', dispose: 'disposing' },
  disposing: { receipt: 'disposed' },
  disposed: {},
} as const satisfies Readonly<Record<string, Partial<Record<LifeEvent, string>>>>;

export type DeviceState = keyof typeof DEVICE_LIFE;

/** Every state, in the order of a life. */
export const DEVICE_STATES = Object.keys(DEVICE_LIFE) as readonly DeviceState[];

/** The state after what happened; undefined if that leads nowhere from here. */
export const stateAfter = (state: DeviceState, event: LifeEvent): DeviceState | undefined =>
  (DEVICE_LIFE[state] as Partial<Record<LifeEvent, DeviceState>>)[event];

/** Whether the end of the device was ordered, or has come: it gets no update, no block and no key any more. */
export const isEnding = (state: DeviceState): boolean => state === 'disposing' || state === 'disposed';

/**
 * Refuses whatever is ordered of a device whose end was ordered.
 *
 * @throws Fault `device_disposed`
 *
 * @example
 * ```ts
 * import { requireAlive } from '@twinbank/rollout';
 *
 * requireAlive({ id: 'm-0001', state: 'inactive' }); // nothing: it can be reactivated, moved, re-keyed
 * ```
 */
export function requireAlive({ id, state }: { readonly id: string; readonly state: DeviceState }): void {
  if (!isEnding(state)) return;
  const what = state === 'disposed' ? 'was disposed of' : 'is being disposed of';
  throw faultOf('device_disposed', `${id} ${what}, from which there is no way back`);
}
