import { type Cipher, CIPHERS } from '@twinbank/parts';
import { isFault, toBase64Url } from '@twinbank/primitives';
import {
  faultOf,
  FieldReader,
  FINISH_POLICIES,
  NAME,
  NAME_LENGTH_MAX,
  SWAP_MODES,
  type FinishPolicy,
  type SwapMode,
} from '@twinbank/protocol';

/**
 * What a ticket orders, if not an update. `revert`: a swap to the image that the other bank kept. `download-only`: the image
 * is brought into the other bank and checked, and no swap follows. `device-choice`: the same, but the application may have the
 * banks swapped, until `postponableUntil`.
 */
export const TICKET_KINDS = ['revert', 'download-only', 'device-choice'] as const;
export type TicketKind = (typeof TICKET_KINDS)[number];

/** The server's signed instruction to one device to install one release, to go back to it, or to keep it in the other bank. */
export interface Ticket {
  /**
   * Left out: an update. `revert`: the release must be in the other bank already. The device asks for no block, writes
   * nothing into a bank, and refuses if the image is not there. `download-only`: the job is done when the other bank holds
   * the release, whole and checked; the image that runs goes on. A later ticket has it swapped to. `device-choice`: the
   * device swaps as with an update, once its application says so. If it has not by `postponableUntil`, which such a ticket
   * always has, the job is done as with `download-only`.
   */
  readonly kind?: TicketKind;
  readonly device: string;
  readonly job: number;
  readonly transfer: number;
  /**
   * Increases with every ticket of a device. A device refuses a ticket whose number is not above the last one, so
   * that no ticket can be replayed.
   */
  readonly sequence: number;
  /** SHA-256 (hex) of the manifest's compact JWS. */
  readonly release: string;
  readonly cipher: Cipher;
  /** Salt of the image key: 32 bytes. */
  readonly releaseSalt: Uint8Array;
  readonly policy: FinishPolicy;
  readonly mode: SwapMode;
  /** How long after the check the device looks for a slot for the swap, and what it does if there is none. */
  readonly slotDeadlineMs: number;
  readonly onNoSlot: 'fail' | 'force';
  /**
   * The maintenance window: the banks are swapped not before the one and before the other, milliseconds since 1970. The
   * download does not wait for it. The slot deadline counts from its beginning. Either may be left out.
   */
  readonly swapNotBefore?: number;
  readonly swapNotAfter?: number;
  /**
   * Until when the application may put the swap off, milliseconds since 1970; at most {@link POSTPONE_MAX_MS} after `issuedAtMs`.
   * Left out: not at all. Of a `device-choice`: until when it may have the banks swapped.
   */
  readonly postponableUntil?: number;
  /** How much time the new image has to pass its self-test. */
  readonly confirmTimeoutMs: number;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
}

/** Bytes of the salt of an image key. */
export const RELEASE_SALT_BYTES = 32;

const FIELDS = [
  ...['kind', 'device', 'job', 'transfer', 'sequence', 'release', 'cipher', 'releaseSalt', 'policy', 'mode'],
  ...['slotDeadlineMs', 'onNoSlot', 'swapNotBefore', 'swapNotAfter', 'postponableUntil', 'confirmTimeoutMs'],
  ...['issuedAtMs', 'expiresAtMs'],
];
const DAY_MS = 24 * 60 * 60 * 1000;
/** How long the application may put a swap off. */
export const POSTPONE_MAX_MS = 30 * DAY_MS;
const TIME_MAX = 0xffffffffff * 1000;

/** The ticket as the JSON that is signed. */
export function encodeTicket(ticket: Ticket): Record<string, unknown> {
  return { ...ticket, releaseSalt: toBase64Url(ticket.releaseSalt) };
}

/**
 * Reads a ticket. It is a command: unknown fields are refused.
 *
 * @throws Fault `ticket_malformed`
 *
 * @example
 * ```ts
 * import { decodeTicket, encodeTicket, type Ticket } from '@twinbank/image';
 *
 * const ticket: Ticket = {
 *   device: 'm-0001',
 *   job: 7,
 *   transfer: 9,
 *   sequence: 1,
 *   release: 'a'.repeat(64),
 *   cipher: 'A128CTR',
 *   releaseSalt: new Uint8Array(32),
 *   policy: 'mirror',
 *   mode: 'live',
 *   slotDeadlineMs: 60_000,
 *   onNoSlot: 'fail',
 *   confirmTimeoutMs: 30_000,
 *   issuedAtMs: 0,
 *   expiresAtMs: 86_400_000,
 * };
 * console.log(decodeTicket(encodeTicket(ticket)).policy); // mirror
 * ```
 */
export function decodeTicket(payload: Record<string, unknown>): Ticket {
  try {
    const fields = new FieldReader(payload);
    fields.only(...FIELDS);
    const window = readWindow(fields);
    const kind = readKind(fields);
    const postponableUntil = readPostponable(fields, kind);
    return {
      ...(kind && { kind }),
      device: fields.text('device', NAME_LENGTH_MAX, NAME),
      job: fields.whole('job', 1, 0x7fffffff),
      transfer: fields.whole('transfer', 1, 0xffffffff),
      sequence: fields.whole('sequence', 1, 0x7fffffff),
      release: fields.text('release', 64, /^[0-9a-f]{64}$/),
      cipher: fields.oneOf('cipher', CIPHERS),
      releaseSalt: fields.bytes('releaseSalt', RELEASE_SALT_BYTES),
      policy: fields.oneOf('policy', FINISH_POLICIES),
      mode: fields.oneOf('mode', SWAP_MODES),
      slotDeadlineMs: fields.whole('slotDeadlineMs', 0, 30 * DAY_MS),
      onNoSlot: fields.oneOf('onNoSlot', ['fail', 'force'] as const),
      ...window,
      ...(postponableUntil !== undefined && { postponableUntil }),
      confirmTimeoutMs: fields.whole('confirmTimeoutMs', 1, DAY_MS),
      issuedAtMs: fields.whole('issuedAtMs', 0, TIME_MAX),
      expiresAtMs: fields.whole('expiresAtMs', 0, TIME_MAX),
    };
  } catch (error) {
    if (isFault(error, 'message_malformed')) throw faultOf('ticket_malformed', error.detail);
    throw error;
  }
}

function readWindow(fields: FieldReader): Pick<Ticket, 'swapNotBefore' | 'swapNotAfter'> {
  const time = (name: string): number | undefined => fields.optional(name, () => fields.whole(name, 0, TIME_MAX));
  const [swapNotBefore, swapNotAfter] = [time('swapNotBefore'), time('swapNotAfter')];
  if (swapNotBefore !== undefined && swapNotAfter !== undefined && swapNotBefore >= swapNotAfter)
    throw faultOf('ticket_malformed', 'swapNotAfter must be later than swapNotBefore');
  return { ...(swapNotBefore !== undefined && { swapNotBefore }), ...(swapNotAfter !== undefined && { swapNotAfter }) };
}

function readPostponable(fields: FieldReader, kind: TicketKind | undefined): number | undefined {
  const untilMs = fields.optional('postponableUntil', (name) => fields.whole(name, 0, TIME_MAX));
  if (untilMs === undefined) {
    if (kind === 'device-choice') throw faultOf('ticket_malformed', 'a device-choice has a postponableUntil');
    return undefined;
  }
  if (kind === 'download-only') throw faultOf('ticket_malformed', 'a download only has no swap to put off');
  if (untilMs > fields.whole('issuedAtMs', 0, TIME_MAX) + POSTPONE_MAX_MS)
    throw faultOf('ticket_malformed', 'postponableUntil is at most 30 days after issuedAtMs');
  return untilMs;
}

/** A mirror would overwrite the image that the device goes back from, and nobody could go forward again. */
function readKind(fields: FieldReader): TicketKind | undefined {
  const kind = fields.optional('kind', (name) => fields.oneOf(name, TICKET_KINDS));
  if (kind === 'revert' && fields.oneOf('policy', FINISH_POLICIES) !== 'keep-previous')
    throw faultOf('ticket_malformed', 'a revert has the policy keep-previous');
  return kind;
}
