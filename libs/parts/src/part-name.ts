/** The MCU models that Twinbank knows, by ST's names. Those whose hardware decrypts are L083, L486 and G484. */
export const PART_NAMES = ['STM32L073', 'STM32L083', 'STM32L476', 'STM32L486', 'STM32G474', 'STM32G484'] as const;
export type PartName = (typeof PART_NAMES)[number];

/** True for a part that Twinbank knows. */
export const isPartName = (text: unknown): text is PartName => PART_NAMES.some((name) => name === text);

/** How the blocks of a job are encrypted: not at all, or with what the AES unit of a part does in counter mode. */
export const CIPHERS = ['none', 'A128CTR', 'A256CTR'] as const;
export type Cipher = (typeof CIPHERS)[number];
