/** The MCU models that Twinbank knows, by ST's names. L083, L486 and G484 can decrypt in hardware. */
export const PART_NAMES = ['STM32L073', 'STM32L083', 'STM32L476', 'STM32L486', 'STM32G474', 'STM32G484'] as const;
export type PartName = (typeof PART_NAMES)[number];

/** True for a part that Twinbank knows. */
export const isPartName = (text: unknown): text is PartName => PART_NAMES.some((name) => name === text);

/**
 * How the blocks of a job are encrypted: not at all, or in counter mode with a key size that the part's AES unit
 * supports.
 */
export const CIPHERS = ['none', 'A128CTR', 'A256CTR'] as const;
export type Cipher = (typeof CIPHERS)[number];
