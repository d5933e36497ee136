import { concatBytes } from '@twinbank/primitives';

import { ACK, BS, CAN, NAK, WANT_CRC } from './control-bytes.js';
import { parseFileHeader } from './file-header.js';
import { endsInAbort, readFrame, type Frame } from './frame.js';
import type {
  ReceiveFailure,
  ReceiveOutcome,
  ReceiverEffect,
  ReceiverInput,
  ReceiverState,
  ReceiverStep,
} from './receiver-state.js';

const SECOND_US = 1_000_000;
/**
 * Time between two invitations; and how many are sent before the receiver gives up: a person has to find the file
 * meanwhile.
 */
const INVITE_US = SECOND_US;
const INVITATIONS = 180;
/** Longest time between two bytes of a block. */
const BYTE_US = SECOND_US;
/** Longest time from an acknowledgement, or a NAK, to the next block. */
const BLOCK_US = 5 * SECOND_US;
/** Silence that ends a damaged block or a transfer. */
const SILENCE_US = SECOND_US * 0.3;
/**
 * Rounds without progress before the receiver gives up, as in lrzsz; and of rounds with silence, because a working
 * sender answers NAK.
 */
const ATTEMPTS = 10;
const SILENCES = 5;
/** Invitations to end the batch; if the sender does not, the file is complete all the same. */
const CLOSING_INVITATIONS = 5;
/** A line that never falls silent does not hold the receiver longer than this. */
const DRAIN_US = 10 * SECOND_US;
const PURGE_BYTES = 16 * 1024;
/**
 * A repetition this soon was sent before the acknowledgement arrived: acknowledging it again would count for the
 * next block.
 */
const CROSSED_US = SECOND_US / 2;
const TAIL_BYTES = 32;

const NONE = new Uint8Array();
const ABORT = Uint8Array.from([...Array<number>(8).fill(CAN), ...Array<number>(8).fill(BS)]);

type Draft = { -readonly [Field in keyof ReceiverState]: ReceiverState[Field] } & {
  effects: ReceiverEffect[];
  readonly nowUs: number;
};

/** Begins to receive one file by YMODEM with CRC-16, blocks of 128 or 1024 bytes. */
export function startReceiver(options: { maxBytes: number }, nowUs: number): ReceiverStep {
  const state: ReceiverState = {
    phase: 'header',
    deadlineUs: nowUs + INVITE_US,
    maxBytes: options.maxBytes,
    pending: NONE,
    purged: undefined,
    expected: 0,
    size: undefined,
    received: 0,
    failures: 0,
    silences: 0,
    endAsked: false,
    acknowledgedUs: -Infinity,
    patienceUs: nowUs + INVITE_US,
    outcome: undefined,
  };
  return { state, effects: [{ type: 'send', bytes: Uint8Array.of(WANT_CRC) }] };
}

/** One step of the receiver: an input, and what follows from it. The result depends only on the arguments. */
export function stepReceiver(state: ReceiverState, input: ReceiverInput, nowUs: number): ReceiverStep {
  const draft: Draft = { ...state, effects: [], nowUs };
  if (input.type === 'bytes') takeBytes(draft, input.bytes);
  else if (input.type === 'timeout') takeTimeout(draft);
  else if (draft.phase !== 'draining' && draft.phase !== 'ended') giveUp(draft, input.reason);
  draft.deadlineUs = deadlineOf(draft);
  const { effects, nowUs: _now, ...next } = draft;
  return { state: next, effects };
}

function deadlineOf({ phase, purged, pending, patienceUs, nowUs }: Draft): number {
  if (phase === 'ended') return Infinity;
  if (phase === 'draining') return Math.min(nowUs + SILENCE_US, patienceUs);
  if (purged !== undefined) return nowUs + SILENCE_US;
  return pending.length > 0 ? nowUs + BYTE_US : patienceUs;
}

function takeBytes(draft: Draft, bytes: Uint8Array): void {
  if (draft.phase === 'draining' || draft.phase === 'ended') return;
  draft.pending = concatBytes(draft.pending, bytes);
  while (draft.pending.length > 0 && draft.purged === undefined && isReceiving(draft)) {
    const frame = readFrame(draft.pending);
    if (frame.kind === 'unfinished') return;
    if (frame.kind === 'damaged') {
      draft.purged = 0;
    } else {
      draft.pending = draft.pending.slice(frame.used);
      takeFrame(draft, frame);
    }
  }
  if (draft.purged !== undefined) purge(draft);
}

const isReceiving = ({ phase }: Draft): boolean => phase !== 'draining' && phase !== 'ended';

function purge(draft: Draft): void {
  draft.purged = draft.purged! + draft.pending.length;
  draft.pending = draft.pending.slice(-TAIL_BYTES);
  if (draft.purged > PURGE_BYTES) giveUp(draft, 'too-many-errors');
}

function takeFrame(draft: Draft, frame: Exclude<Frame, { kind: 'unfinished' } | { kind: 'damaged' }>): void {
  if (frame.kind === 'cancel') drain(draft, { ok: false, reason: 'cancelled-by-sender' });
  else if (frame.kind === 'end-of-file') takeEndOfFile(draft);
  else if (frame.kind === 'block') takeBlock(draft, frame.number, frame.data);
}

function takeBlock(draft: Draft, number: number, data: Uint8Array): void {
  if (draft.phase === 'header') takeHeader(draft, number, data);
  else if (draft.phase === 'closing') takeClosing(draft, number, data);
  else if (number === draft.expected) takeData(draft, data);
  else if (number === ((draft.expected - 1) & 0xff)) takeRepeated(draft);
  else giveUp(draft, 'out-of-sequence');
}

function takeHeader(draft: Draft, number: number, data: Uint8Array): void {
  if (number !== 0) return giveUp(draft, 'not-ymodem');
  const file = parseFileHeader(data);
  if (!file) {
    send(draft, ACK);
    return drain(draft, { ok: false, reason: 'no-file' });
  }
  if (file.size === 0) return giveUp(draft, 'empty');
  if (file.size !== undefined && file.size > draft.maxBytes) return giveUp(draft, 'too-large');
  draft.phase = 'data';
  draft.size = file.size;
  draft.effects.push({ type: 'file', file });
  acknowledge(draft, ACK, WANT_CRC);
}

function takeData(draft: Draft, data: Uint8Array): void {
  const { size, received, maxBytes } = draft;
  if (size !== undefined && received >= size) return giveUp(draft, 'longer-than-announced');
  const bytes = size === undefined ? data : data.subarray(0, size - received);
  if (received + bytes.length > maxBytes) return giveUp(draft, 'too-large');
  draft.effects.push({ type: 'data', offset: received, bytes });
  draft.received += bytes.length;
  draft.endAsked = false;
  acknowledge(draft, ACK);
}

/** The last block arrived again: its acknowledgement was lost, or crossed with a repetition. */
function takeRepeated(draft: Draft): void {
  draft.patienceUs = draft.nowUs + BLOCK_US;
  if (draft.nowUs - draft.acknowledgedUs < CROSSED_US) return;
  draft.acknowledgedUs = draft.nowUs;
  if (draft.received === 0) send(draft, ACK, WANT_CRC);
  else send(draft, ACK);
}

/**
 * A complete file may end at once; one that lacks bytes, or whose length is unknown, only when the sender sends EOT
 * twice.
 */
function takeEndOfFile(draft: Draft): void {
  if (draft.phase === 'closing') return send(draft, ACK, WANT_CRC);
  if (draft.phase !== 'data') return;
  if (draft.received !== draft.size && !draft.endAsked) {
    draft.endAsked = true;
    draft.patienceUs = draft.nowUs + BLOCK_US;
    return send(draft, NAK);
  }
  if (draft.size !== undefined && draft.received < draft.size) return giveUp(draft, 'truncated');
  if (draft.received === 0) return giveUp(draft, 'empty');
  draft.effects.push({ type: 'complete', bytes: draft.received });
  draft.phase = 'closing';
  draft.failures = 0;
  draft.patienceUs = draft.nowUs + INVITE_US;
  send(draft, ACK, WANT_CRC);
}

function takeClosing(draft: Draft, number: number, data: Uint8Array): void {
  if (number !== 0) return;
  const moreFiles = parseFileHeader(data) !== undefined;
  draft.effects.push({ type: 'send', bytes: moreFiles ? ABORT : Uint8Array.of(ACK) });
  drain(draft, { ok: true, bytes: draft.received, moreFiles });
}

function takeTimeout(draft: Draft): void {
  if (draft.phase === 'ended') return;
  if (draft.phase === 'draining') {
    draft.phase = 'ended';
    draft.effects.push({ type: 'ended', outcome: draft.outcome! });
    return;
  }
  const damaged = draft.purged !== undefined || draft.pending.length > 0;
  if (endsInAbort(draft.pending)) return drain(draft, { ok: false, reason: 'cancelled-by-sender' });
  draft.pending = NONE;
  draft.purged = undefined;
  draft.failures++;
  draft.silences = damaged ? 0 : draft.silences + 1;
  if (draft.phase === 'closing') return inviteToClose(draft);
  if (draft.phase === 'header') return inviteAgain(draft, damaged);
  if (draft.silences > SILENCES) return giveUp(draft, 'silent');
  if (draft.failures > ATTEMPTS) return giveUp(draft, 'too-many-errors');
  draft.patienceUs = draft.nowUs + BLOCK_US;
  send(draft, NAK);
}

/**
 * A damaged block 0 is requested again with NAK. But if it was noise, a sender that starts now would take NAK as a
 * request for checksums instead of CRC. So NAK and C alternate.
 */
function inviteAgain(draft: Draft, damaged: boolean): void {
  if (draft.failures >= INVITATIONS) return giveUp(draft, 'silent');
  draft.patienceUs = draft.nowUs + INVITE_US;
  const repeat = damaged && draft.failures % 2 === 1;
  send(draft, repeat ? NAK : WANT_CRC);
}

function inviteToClose(draft: Draft): void {
  if (draft.failures >= CLOSING_INVITATIONS) return drain(draft, { ok: true, bytes: draft.received, moreFiles: false });
  draft.patienceUs = draft.nowUs + INVITE_US;
  send(draft, WANT_CRC);
}

function acknowledge(draft: Draft, ...answer: number[]): void {
  draft.expected = (draft.expected + 1) & 0xff;
  draft.failures = 0;
  draft.silences = 0;
  draft.acknowledgedUs = draft.nowUs;
  draft.patienceUs = draft.nowUs + BLOCK_US;
  send(draft, ...answer);
}

function send(draft: Draft, ...bytes: number[]): void {
  draft.effects.push({ type: 'send', bytes: Uint8Array.from(bytes) });
}

function giveUp(draft: Draft, reason: ReceiveFailure): void {
  draft.effects.push({ type: 'send', bytes: ABORT });
  drain(draft, { ok: false, reason });
}

function drain(draft: Draft, outcome: ReceiveOutcome): void {
  draft.phase = 'draining';
  draft.outcome = outcome;
  draft.pending = NONE;
  draft.purged = undefined;
  draft.patienceUs = draft.nowUs + DRAIN_US;
}
