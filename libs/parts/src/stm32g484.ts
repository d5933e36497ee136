import type { PartSpec } from './part-spec.js';
import { STM32G474 } from './stm32g474.js';

/** STM32G484xE: the G474 with an AES unit for 128- and 256-bit keys; cycles per block verified [RM0440 table 219]. */
export const STM32G484: PartSpec = {
  ...STM32G474,
  name: 'STM32G484',
  aes: { cyclesPerBlock: { A128CTR: 51, A256CTR: 75 } },
};
