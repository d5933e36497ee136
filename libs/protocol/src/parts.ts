/** The MCU models that Twinbank knows, by ST's names. Those whose hardware decrypts are L083, L486 and G484. */
export const PART_NAMES = ['STM32L073', 'STM32L083', 'STM32L476', 'STM32L486', 'STM32G474', 'STM32G484'] as const;
export type PartName = (typeof PART_NAMES)[number];

/** What the server must know of a part: everything else about it is the device's business. */
export interface PartLimits {
  readonly family: 'L0' | 'L4' | 'G4';
  /** Bytes in one bank. */
  readonly bankBytes: number;
  /** Longest image: a bank without the pages in which the agent keeps its journal (the L0 has data EEPROM for that). */
  readonly imageBytesMax: number;
  /** Ciphers that its AES unit can run in counter mode, strongest first; empty without one. */
  readonly ciphers: readonly Cipher[];
  /** Largest block that its agent takes: two of them must fit in RAM beside the application. */
  readonly blockBytesMax: number;
}

/** How a job's blocks are encrypted. */
export const CIPHERS = ['none', 'A128CTR', 'A256CTR'] as const;
export type Cipher = (typeof CIPHERS)[number];

/** [RM0367 §3.3, RM0351 §3.3, RM0440 §3.3] for banks; AES units: [RM0367 §15, RM0351 §28, RM0440 §34]. */
export const PARTS: Readonly<Record<PartName, PartLimits>> = {
  STM32L073: { family: 'L0', bankBytes: 96 * 1024, imageBytesMax: 96 * 1024, ciphers: [], blockBytesMax: 4096 },
  STM32L083: {
    family: 'L0',
    bankBytes: 96 * 1024,
    imageBytesMax: 96 * 1024,
    ciphers: ['A128CTR'],
    blockBytesMax: 4096,
  },
  STM32L476: { family: 'L4', bankBytes: 512 * 1024, imageBytesMax: 508 * 1024, ciphers: [], blockBytesMax: 16384 },
  STM32L486: {
    family: 'L4',
    bankBytes: 512 * 1024,
    imageBytesMax: 508 * 1024,
    ciphers: ['A256CTR', 'A128CTR'],
    blockBytesMax: 16384,
  },
  STM32G474: { family: 'G4', bankBytes: 256 * 1024, imageBytesMax: 252 * 1024, ciphers: [], blockBytesMax: 16384 },
  STM32G484: {
    family: 'G4',
    bankBytes: 256 * 1024,
    imageBytesMax: 252 * 1024,
    ciphers: ['A256CTR', 'A128CTR'],
    blockBytesMax: 16384,
  },
};

/** True for a part that Twinbank knows. */
export const isPartName = (text: unknown): text is PartName => typeof text === 'string' && Object.hasOwn(PARTS, text);
