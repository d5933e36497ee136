import { readFileSync } from 'node:fs';

import { FIRMWARE_FAMILIES, firmwareFile } from '@twinbank/firmware';
import { paddedImage } from '@twinbank/image';
import { inspectImage } from '@twinbank/inspect';
import type { Mcu } from '@twinbank/mcu';
import { faultOf } from '@twinbank/protocol';

import { storeIntegrity } from './bank/integrity-record.js';

/**
 * Makes a device as it leaves the factory: the image in bank 1 (on L0 with its CRC in data EEPROM), bank 2 empty,
 * BFB2 off. It has no power afterwards.
 *
 * @param path undefined for the reference firmware 1.0.0
 * @throws Fault if the image does not fit the part
 */
export function fillNewBoard(mcu: Mcu, path: string | undefined): void {
  const family = FIRMWARE_FAMILIES.find((name) => name === mcu.spec.family.toLowerCase())!;
  const image = new Uint8Array(readFileSync(path ?? firmwareFile(family, '1.0.0', 'bin')));
  const [fault] = inspectImage(image, mcu.spec.name).faults;
  if (fault)
    throw faultOf(
      'request_invalid',
      `${path ?? 'the reference firmware'} is no image for ${mcu.spec.name}: ${fault.detail}`,
    );
  const padded = paddedImage(image);
  const { length } = padded;
  mcu.flash.factoryLoad(1, padded);
  mcu.powerOn();
  mcu.flash.unlock();
  storeIntegrity(mcu, 1, { length, crc: mcu.flash.crcOf(1, { offset: 0, length }) });
  mcu.powerOff();
}
