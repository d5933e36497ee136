import { createHash } from 'node:crypto';

import type { Mcu, McuState } from '@twinbank/mcu';

type Cells = McuState['flash']['banks']['erased'];

const DIGEST = 'binary';

/**
 * Short names for the content of a device, equal exactly if the content is equal (except for collisions of MD5, which
 * nobody provokes here). Flash cells and EEPROM pages never change once they exist, so each is summed once.
 */
export class StateKeys {
  private readonly sums = new WeakMap<object, string>();

  /** What remains after a power cut: flash with its flaws, option bytes, EEPROM. */
  nvm(mcu: Mcu): string {
    return digest(this.nvmText(mcu.saveState()));
  }

  /** What remains after a warm reset: the above, the option bytes that act, and RAM. */
  warm(mcu: Mcu): string {
    const state = mcu.saveState();
    const { loaded, optverr } = state.optionBytes;
    const ram = [...state.sram.pages].sort(([a], [b]) => a - b).map(([index, bytes]) => `${index}:${digest(bytes)}`);
    return digest(`${this.nvmText(state)}|${JSON.stringify(loaded)}${optverr}|${state.sram.seed}|${ram.join('')}`);
  }

  private nvmText({ flash, optionBytes, eeprom, companions = [] }: McuState): string {
    let text = '';
    for (const bank of flash.banks.banks) for (const cells of bank) text += this.sumOf(cells, cellsText);
    for (const half of eeprom ?? []) for (const page of half) text += this.sumOf(page, digest);
    for (const { slots, active } of companions)
      text += active + slots.map(({ bytes, seal }) => digest(bytes) + (seal ? 's' : '')).join('');
    return text + JSON.stringify(optionBytes.stored);
  }

  private sumOf<T extends object>(content: T, sum: (content: T) => string): string {
    let known = this.sums.get(content);
    if (known === undefined) this.sums.set(content, (known = sum(content)));
    return known;
  }
}

function cellsText({ bytes, flaws }: Cells): string {
  if (!flaws) return digest(bytes);
  const sorted = [...flaws].sort(([a], [b]) => a - b);
  return createHash('md5').update(bytes).update(sorted.join(';')).digest(DIGEST);
}

const digest = (content: Uint8Array | string): string => createHash('md5').update(content).digest(DIGEST);
