import { cyclesToUs, interruptCycles, Mcu, sameBytes } from '@twinbank/mcu';
import type { PartName } from '@twinbank/parts';
import { seededRng } from '@twinbank/primitives';

import { COPY_CYCLES_PER_WORD } from './isr-ram.js';

/** The three ways to replace interrupt code that runs from RAM [AN4767 §5]. */
export const ISR_OPTIONS = ['interrupts-off', 'temporary-in-flash', 'two-copies'] as const;
export type IsrOption = (typeof ISR_OPTIONS)[number];

/** What one option costs on a part, at its highest clock. */
export interface IsrCost {
  readonly part: PartName;
  readonly option: IsrOption;
  /** Longest time in which no interrupt was served, microseconds, including the swap section. */
  readonly blackoutUs: number;
  /** Worst interrupt latency in nanoseconds while the code was replaced and interrupts were on. */
  readonly latencyNs: number;
  /** How long the replacement took, microseconds. */
  readonly replacedInUs: number;
  /** RAM for the interrupt code, bytes. */
  readonly ramBytes: number;
  /** What an NMI in the middle of the replacement would have executed. */
  readonly nmi: 'half-copied code' | 'whole code';
}

/** A device whose interrupt code runs from RAM, and the steps to replace that code. */
class IsrBench {
  readonly mcu: Mcu;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly first: number;
  readonly second: number;
  private offSinceUs: number | undefined;
  private blackoutUs = 0;
  private latencyNs = 0;
  private halfCopied = false;

  constructor(
    part: PartName,
    readonly bytes: number,
  ) {
    this.mcu = new Mcu({ part, timing: 'none' });
    this.before = seededRng('before').bytes(bytes);
    this.after = seededRng('after').bytes(bytes);
    const { spec, clock, sram, scb } = this.mcu;
    const area = spec.family === 'L0' ? spec.ram[0]! : spec.ram.find(({ address }) => address === 0x10000000)!;
    this.first = area.address + (spec.family === 'L0' ? 0x2000 : 0);
    this.second = this.first + Math.ceil(bytes / 512) * 512;
    this.mcu.flash.factoryLoad(1, vectorsFor(spec.flash.address));
    this.mcu.powerOn();
    clock.setHclk(spec.clock.maxHz);
    sram.write(this.first, this.before);
    scb.writeVtor(this.first);
  }

  interrupts(on: boolean): void {
    const { swap } = this.mcu.spec;
    if (on) this.mcu.core.unmaskInterrupts();
    else this.mcu.core.maskInterrupts();
    this.mcu.clock.advanceCycles(on ? swap.interruptsOn : swap.interruptsOff);
    const { nowUs } = this.mcu.clock;
    if (on) this.blackoutUs = Math.max(this.blackoutUs, nowUs - (this.offSinceUs ?? nowUs));
    this.offSinceUs = on ? undefined : nowUs - cyclesToUs(swap.interruptsOff, this.mcu.clock.hclkHz);
  }

  /** Copies the new code word by word. After each word it examines what an NMI and an interrupt would execute. */
  copyTo(address: number): void {
    const { mcu, after, bytes } = this;
    for (let at = 0; at < bytes; at += 4) {
      mcu.sram.write(address + at, after.subarray(at, at + 4));
      mcu.clock.advanceCycles(COPY_CYCLES_PER_WORD[mcu.spec.family]);
      this.imagine();
    }
  }

  vectorTable(address: number): void {
    this.mcu.scb.writeVtor(address);
    this.mcu.clock.advanceCycles(this.mcu.spec.swap.vectorTable);
  }

  /** Steps 2 to 5 of the swap; moves the vector table if an address is given. */
  flip(vectors: number | undefined): void {
    const { flash, clock, syscfg, spec } = this.mcu;
    flash.acr.disableCaches();
    flash.acr.flushCaches();
    clock.advanceCycles(spec.swap.cachesOff);
    if (vectors !== undefined) this.mcu.scb.writeVtor(vectors);
    clock.advanceCycles(spec.swap.vectorTable);
    syscfg.writeFbMode(1);
    clock.advanceCycles(spec.swap.flipBank + spec.swap.firstFetch);
    flash.acr.enableCaches();
    clock.advanceCycles(spec.swap.cachesOn);
  }

  costs(option: IsrOption, copies: number, replacedInUs: number): IsrCost {
    const { mcu, bytes, blackoutUs, latencyNs, halfCopied } = this;
    if (!sameBytes(mcu.sram.read(mcu.scb.vtor, bytes), this.after))
      throw new Error(`${option} did not bring the new code into use`);
    return {
      part: mcu.spec.name,
      option,
      blackoutUs,
      latencyNs,
      replacedInUs,
      ramBytes: copies * bytes,
      nmi: halfCopied ? 'half-copied code' : 'whole code',
    };
  }

  private imagine(): void {
    const { mcu, before, after, bytes } = this;
    const inRam = mcu.sram.areaOf(mcu.scb.vtor) !== undefined;
    const inUse = inRam ? mcu.sram.read(mcu.scb.vtor, bytes) : undefined;
    if (inUse && !sameBytes(inUse, before) && !sameBytes(inUse, after)) this.halfCopied = true;
    if (this.offSinceUs === undefined) {
      this.latencyNs = Math.max(
        this.latencyNs,
        cyclesToUs(interruptCycles(mcu.spec, inRam ? 'ram' : 'flash'), mcu.clock.hclkHz) * 1000,
      );
    }
  }
}

/**
 * Carries out each option on a device, for so many bytes of vectors and handlers, and measures it by the device's
 * clock.
 */
export function compareIsrOptions(part: PartName, bytes: number): IsrCost[] {
  return ISR_OPTIONS.map((option) => {
    const bench = new IsrBench(part, bytes);
    const startUs = bench.mcu.clock.nowUs;
    const copies = PROCEDURES[option](bench);
    return bench.costs(option, copies, bench.mcu.clock.nowUs - startUs);
  });
}

/** The options as procedures. Each returns how many copies of the code it keeps in RAM. */
const PROCEDURES: Readonly<Record<IsrOption, (bench: IsrBench) => number>> = {
  'interrupts-off': (bench) => {
    bench.interrupts(false);
    bench.copyTo(bench.first);
    bench.flip(undefined);
    bench.interrupts(true);
    return 1;
  },
  'temporary-in-flash': (bench) => {
    bench.vectorTable(bench.mcu.spec.flash.address);
    bench.copyTo(bench.first);
    bench.interrupts(false);
    bench.flip(bench.first);
    bench.interrupts(true);
    return 1;
  },
  'two-copies': (bench) => {
    bench.copyTo(bench.second);
    bench.interrupts(false);
    bench.flip(bench.second);
    bench.interrupts(true);
    return 2;
  },
};

/** The comparison for one part of each family as a Markdown table, as in docs/isr-in-ram.md. */
export function printIsrComparison(bytes: number): string {
  const rows = (['STM32L083', 'STM32L486', 'STM32G484'] as const).flatMap((part) => compareIsrOptions(part, bytes));
  const latency = ({ latencyNs }: IsrCost): string => (latencyNs === 0 ? '–' : latencyNs.toFixed(0));
  return [
    '| part | option | longest blackout, µs | latency meanwhile, ns | replaced in, µs | RAM, bytes | an NMI meets |',
    '|---|---|--:|--:|--:|--:|---|',
    ...rows.map(
      (row) =>
        `| ${row.part} | ${row.option} | ${row.blackoutUs.toFixed(2)} | ${latency(row)} | ${row.replacedInUs.toFixed(1)} | ${row.ramBytes} | ${row.nmi} |`,
    ),
    '',
  ].join('\n');
}

/** The first words of a flash bank from which a device boots. */
function vectorsFor(address: number): Uint8Array {
  const bytes = new Uint8Array(64);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x20001000, true);
  view.setUint32(4, address + 0x201, true);
  return bytes;
}
