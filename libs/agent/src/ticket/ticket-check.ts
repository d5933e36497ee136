import { CODE_ADDRESS, codeSection, decodeTicket, planFrom, type Ticket } from '@twinbank/image';
import { planOutsideRam, sectionOutsideRam } from '@twinbank/inspect';
import { JWS_TYPES, verifyJws } from '@twinbank/keys';
import type { Mcu } from '@twinbank/mcu';
import { bootRomVersion, compareBootRoms, PARTS } from '@twinbank/parts';
import { compareVersions, equalBytes, fromBase64Url } from '@twinbank/primitives';
import { faultOf, readJsonObject, type FaultCode } from '@twinbank/protocol';

import type { AgentConfig } from '../agent-config.js';
import type { KnownManifest } from './known-manifest.js';
import { reservedBytes } from '../journal/nvm-layout.js';
import { PLAN_WITHIN_LAYOUT, ramLayoutOf } from '../swap/swapper.js';

/** Largest ticket in bytes: tickets are a few hundred bytes of JSON. */
const TICKET_BYTES_MAX = 4096;

/** An order and what it is checked against. */
export interface OfferedOrder {
  readonly ticket: Ticket;
  readonly known: KnownManifest;
  readonly mcu: Mcu;
  readonly config: Pick<
    AgentConfig,
    'product' | 'hardware' | 'allowUnencrypted' | 'dataBytes' | 'agentRam' | 'companions'
  >;
  /** The security counter in non-volatile memory. */
  readonly counter: number;
  /** What the journal says of the image that runs; undefined if it has no record that fits the bank. */
  readonly running: { readonly version: string; readonly digest: Uint8Array } | undefined;
}

/** Why an order is refused. */
export interface Refusal {
  readonly code: FaultCode;
  readonly detail: string;
}

type Check = (offer: OfferedOrder) => Refusal | undefined;

const refuse = (code: FaultCode, detail: string): Refusal => ({ code, detail });

/**
 * Verifies and reads a ticket.
 *
 * @throws Fault `signature_invalid`, `ticket_malformed`
 */
export function readTicket(compact: string, keys: Pick<AgentConfig, 'ticketKeys'>): Ticket {
  return decodeTicket(
    verifyJws({ compact, keys: keys.ticketKeys, type: JWS_TYPES.ticket, maxBytes: TICKET_BYTES_MAX }),
  );
}

/**
 * Reads the ticket of the open job: by the digest in the journal it is the one that was verified when it was taken, by a key that may be gone.
 *
 * @throws Fault `ticket_malformed`
 */
export function readTakenTicket(compact: string): Ticket {
  const payload = fromBase64Url(compact.split('.')[1] ?? '');
  if (!payload) throw faultOf('ticket_malformed', 'not a compact JWS');
  return decodeTicket(readJsonObject(payload, TICKET_BYTES_MAX));
}

/** The checks in their order: first who and what, then what the part can do, then the space, then the live swap. */
const CHECKS: readonly Check[] = [
  product,
  part,
  hardware,
  cipher,
  counter,
  runningVersion,
  linkAddress,
  singleBank,
  room,
  sections,
  companions,
  bootRom,
  bootRomMinimum,
  swapSection,
  ramLayout,
];

/** Checks whether the device can carry out an authentic order; undefined means yes. */
export function checkOrder(offer: OfferedOrder): Refusal | undefined {
  for (const check of CHECKS) {
    const refusal = check(offer);
    if (refusal) return refusal;
  }
  return undefined;
}

function product({ known: { manifest }, config }: OfferedOrder): Refusal | undefined {
  if (manifest.product === config.product) return undefined;
  return refuse('product_mismatch', `the release is for ${manifest.product}, the device is a ${config.product}`);
}

function part({ known: { manifest }, mcu }: OfferedOrder): Refusal | undefined {
  if (manifest.parts.includes(mcu.spec.name)) return undefined;
  return refuse('part_mismatch', `the release is for ${manifest.parts.join(', ')}, the device has an ${mcu.spec.name}`);
}

function hardware({ known: { manifest }, config }: OfferedOrder): Refusal | undefined {
  if (manifest.hardware.includes(config.hardware)) return undefined;
  return refuse(
    'hardware_mismatch',
    `the release is for hardware ${manifest.hardware.join(', ')}, the device is ${config.hardware}`,
  );
}

function cipher({ ticket, mcu, config }: OfferedOrder): Refusal | undefined {
  if (ticket.cipher === 'none') {
    const allowed = config.allowUnencrypted ?? mcu.aes === undefined;
    return allowed ? undefined : refuse('encryption_required', 'the device takes encrypted releases only');
  }
  if (mcu.aes?.supports(ticket.cipher)) return undefined;
  return refuse('cipher_unsupported', `${mcu.spec.name} has no AES unit for ${ticket.cipher}`);
}

function counter({ known: { manifest }, counter: floor }: OfferedOrder): Refusal | undefined {
  if (manifest.counter >= floor) return undefined;
  return refuse('counter_too_low', `the release has security counter ${manifest.counter}, the device ${floor}`);
}

/** A device that cannot tell what it runs refuses: what has to run may be what moves its data to where the release looks for them. */
function runningVersion({ known: { manifest }, running }: OfferedOrder): Refusal | undefined {
  const { upgradesFrom } = manifest;
  if (upgradesFrom === undefined) return undefined;
  if (running !== undefined && compareVersions(running.version, upgradesFrom) >= 0) return undefined;
  return refuse(
    'version_too_old',
    `the release needs ${upgradesFrom}; the device runs ${running?.version ?? 'an unknown version'}`,
  );
}

function linkAddress({ known: { manifest } }: OfferedOrder): Refusal | undefined {
  const { address } = codeSection(manifest);
  return address === CODE_ADDRESS
    ? undefined
    : refuse(
        'image_linked_elsewhere',
        `the code belongs to 0x${address.toString(16)}, not to the start of the active bank`,
      );
}

function singleBank({ mcu }: OfferedOrder): Refusal | undefined {
  return mcu.flash.dualBank ? undefined : refuse('single_bank_mode', 'the option bytes join both banks into one');
}

function room({ known: { manifest }, mcu, config }: OfferedOrder): Refusal | undefined {
  const room = mcu.flash.bankBytes - reservedBytes(mcu, config.dataBytes);
  const { length: end } = codeSection(manifest);
  if (end > room)
    return refuse('no_room', `the image ends at ${end}; a bank has room for ${room} bytes beside the journal`);
  const blockMax = PARTS[mcu.spec.name].blockBytesMax;
  return manifest.blockSize > blockMax
    ? refuse(
        'no_room',
        `a block of ${manifest.blockSize} bytes does not fit into RAM beside the application; at most ${blockMax}`,
      )
    : undefined;
}

/** What of the RAM a section needs, and which chips it is for, is in the manifest: no block is asked for in vain. */
function sections({ known: { manifest }, mcu, config }: OfferedOrder): Refusal | undefined {
  const misplaced = sectionOutsideRam(manifest.sections, mcu.spec.name);
  if (misplaced) return refuse('section_misplaced', misplaced.detail);
  const strayed = planOutsideRam(manifest.plans ?? [], mcu.spec.name, config.agentRam);
  return strayed && refuse('plan_misplaced', strayed.detail);
}

function companions({ known: { manifest }, config }: OfferedOrder): Refusal | undefined {
  const chips = new Map((config.companions ?? []).map((port) => [port.target, port]));
  for (const { type, target = '', length } of manifest.sections) {
    if (type !== 'companion') continue;
    const chip = chips.get(target);
    if (!chip) return refuse('companion_unknown', `the device has no chip ${target}`);
    if (length > chip.bytesMax)
      return refuse(
        'no_room',
        `the chip ${target} has room for ${chip.bytesMax} bytes, and the release brings ${length}`,
      );
  }
  return undefined;
}

function bootRom({ mcu }: OfferedOrder): Refusal | undefined {
  const { bootRom: rom } = mcu;
  return rom.bootsBank2 ? undefined : refuse('boot_rom_too_old', `boot ROM ${rom.version} cannot start bank 2`);
}

/** The byte in system memory says which version it is; whoever made the release says which one it needs. */
function bootRomMinimum({ known: { manifest }, mcu }: OfferedOrder): Refusal | undefined {
  const { bootRomMin } = manifest;
  const version = bootRomVersion(mcu.bootRom.id);
  if (bootRomMin === undefined || compareBootRoms(version, bootRomMin) >= 0) return undefined;
  return refuse('boot_rom_below_minimum', `the release needs boot ROM ${bootRomMin}, the device has ${version}`);
}

function swapSection({ ticket, known: { manifest }, mcu }: OfferedOrder): Refusal | undefined {
  if (ticket.mode !== 'live') return undefined;
  const { swapSection: section } = manifest;
  if (!section)
    return refuse('swap_section_differs', 'the manifest names no swap section, so a live swap cannot be proven safe');
  const running = mcu.flash.sha256Of(mcu.flash.activeBank, section);
  return equalBytes(running, section.sha256)
    ? undefined
    : refuse('swap_section_differs', 'the swap section of the new image is not that of the running one');
}

/** Run-once code, or a plan for exactly the image that runs, makes another layout of it. */
function ramLayout({ ticket, known: { manifest }, mcu, running: image }: OfferedOrder): Refusal | undefined {
  if (ticket.mode !== 'live' || manifest.ramLayout === undefined) return undefined;
  const running = ramLayoutOf(mcu, mcu.flash.activeBank);
  if (running === undefined) return undefined;
  const plan = image && planFrom(manifest.plans, image.digest);
  if (running === manifest.ramLayout) return plan && refuse('ram_layout_refused', PLAN_WITHIN_LAYOUT);
  if (plan || manifest.postUpdateEntry !== undefined) return undefined;
  const lacks = manifest.plans ? 'no plan for the running one, which has' : 'no run-once code; the running one has';
  return refuse('ram_layout_refused', `the new image has RAM layout ${manifest.ramLayout} and ${lacks} ${running}`);
}
