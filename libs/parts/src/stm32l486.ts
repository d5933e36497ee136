import type { PartSpec } from './part-spec.js';
import { STM32L476 } from './stm32l476.js';

/** STM32L486xG: the L476 with an AES unit for 128- and 256-bit keys [RM0351 §28]; cycles per block from memory. */
export const STM32L486: PartSpec = {
  ...STM32L476,
  name: 'STM32L486',
  aes: { cyclesPerBlock: { A128CTR: 51, A256CTR: 75 } },
};
