import type { PartName } from './part-name.js';
import type { PartSpec } from './part-spec.js';
import { STM32G474 } from './stm32g474.js';
import { STM32G484 } from './stm32g484.js';
import { STM32L073 } from './stm32l073.js';
import { STM32L083 } from './stm32l083.js';
import { STM32L476 } from './stm32l476.js';
import { STM32L486 } from './stm32l486.js';

/** Every part of the model by its name. */
export const PART_SPECS: Readonly<Record<PartName, PartSpec>> = {
  STM32L073,
  STM32L083,
  STM32L476,
  STM32L486,
  STM32G474,
  STM32G484,
};
