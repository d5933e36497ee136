import type { PartSpec } from './part-spec.js';
import { STM32L073 } from './stm32l073.js';

/** STM32L083xZ: the L073 with an AES unit for 128-bit keys [RM0367 §15]; cycles per block from memory. */
export const STM32L083: PartSpec = { ...STM32L073, name: 'STM32L083', aes: { cyclesPerBlock: { A128CTR: 214 } } };
