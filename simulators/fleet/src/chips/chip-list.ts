import { seededRng } from '@twinbank/primitives';
import { COMPANIONS_MAX } from '@twinbank/protocol';

/** Another chip on the boards of a product. */
export interface ChipOption {
  /** Its name in releases: 1 to 16 letters, digits, dots, underscores, hyphens. */
  readonly target: string;
  /** Longest firmware that it takes, in bytes. */
  readonly slotBytes: number;
}

export const CHIP_BYTES = { least: 1024, most: 256 * 1024, unlessTold: 64 * 1024 } as const;

/** What a list of chips looks like, as a sentence. */
export const CHIP_LIST_RULE = `They are 1 to ${COMPANIONS_MAX} different names of at most 16 letters, digits, dots, underscores and hyphens with the bytes of firmware that each takes, ${CHIP_BYTES.least} to ${CHIP_BYTES.most}: radio:32768,charger (without a number, ${CHIP_BYTES.unlessTold}).`;

const CHIP = /^([A-Za-z0-9._-]{1,16})(?::(\d{1,7}))?$/;
const FACTORY_BYTES = 1024;

/** Reads a list such as `radio:32768,charger`; undefined if it is none. */
export function readChipList(text: string): ChipOption[] | undefined {
  const chips = text.split(',').map((entry) => {
    const [, target, bytes] = CHIP.exec(entry) ?? [];
    return { target: target ?? '', slotBytes: bytes === undefined ? CHIP_BYTES.unlessTold : Number(bytes) };
  });
  const sound = chips.every(
    ({ target, slotBytes }) => target !== '' && slotBytes >= CHIP_BYTES.least && slotBytes <= CHIP_BYTES.most,
  );
  const different = new Set(chips.map(({ target }) => target)).size === chips.length;
  return sound && different && chips.length <= COMPANIONS_MAX ? chips : undefined;
}

/** The firmware with which a chip leaves its own factory: the same for all devices of a product. */
export const chipFirmware = (product: string, target: string): Uint8Array =>
  seededRng(`${product}/${target}`).bytes(FACTORY_BYTES);
