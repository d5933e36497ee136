import type { BootRomSpec, OptionValues, PartSpec } from '@twinbank/parts';
import type { ResetCause } from '@twinbank/protocol';

/** The result of a reset. `booted` is the physical bank that runs; undefined if none runs. */
export type BootOutcome =
  | { readonly booted: 1 | 2; readonly by: 'hardware' | 'boot-rom'; readonly cause: ResetCause }
  | {
      readonly booted: undefined;
      /**
       * bootloader: the boot ROM waits for a host. locked-up: the CPU fetched a vector that points to no code. nmi: a
       * double ECC error in the first vectors. protected: read protection level 2 forbids the boot loader.
       */
      readonly stopped: 'bootloader' | 'locked-up' | 'nmi' | 'protected';
      readonly by: 'hardware' | 'boot-rom';
      readonly cause: ResetCause;
    };

/** The inputs of the boot decision. */
export interface BootInputs {
  readonly spec: PartSpec;
  readonly rom: BootRomSpec;
  readonly options: OptionValues;
  /** False in single-bank mode, in which BFB2 has no effect. */
  readonly dualBank: boolean;
  readonly boot0: 0 | 1;
  readonly bankBytes: number;
  /** First two words of a bank, or 'nmi' for a double ECC error in them. */
  readonly vectorsOf: (bank: 1 | 2) => { readonly stackPointer: number; readonly resetHandler: number } | 'nmi';
}

type Decision = { readonly by: 'hardware' | 'boot-rom' } & (
  { readonly bank: 1 | 2 } | { readonly stopped: 'bootloader' | 'locked-up' | 'nmi' | 'protected' }
);

/**
 * What starts after a reset. Without BFB2 the hardware starts bank 1 and checks nothing. With BFB2 system memory runs
 * first: it starts bank 2 if the bank's first word is a stack pointer in RAM; otherwise bank 1 by the same rule;
 * otherwise the boot loader stays. It checks nothing else [AN2606 §4.1 and the dual-bank figures of each family].
 */
export function decideBoot(inputs: BootInputs): Decision {
  const { options, boot0, dualBank } = inputs;
  const bootPin = options.nSwBoot0 === 1 ? boot0 : options.nBoot0 === 0 ? 1 : 0;
  if (bootPin === 0 && (options.bfb2 === 0 || !dualBank)) return enter(inputs, 1, 'hardware');
  if (bootPin === 1 && options.rdp !== 2) return { stopped: 'bootloader', by: 'boot-rom' };
  return bootRom(inputs);
}

/** The system boot loader's choice. */
function bootRom(inputs: BootInputs): Decision {
  const { rom, options, vectorsOf } = inputs;
  for (const bank of rom.bootsBank2 && !rom.claimsOnly ? ([2, 1] as const) : ([1] as const)) {
    const vectors = vectorsOf(bank);
    if (vectors === 'nmi') return { stopped: 'nmi', by: 'boot-rom' };
    if (inAreas(inputs, rom.stackAreas, vectors.stackPointer)) return enter(inputs, bank, 'boot-rom');
  }
  return { stopped: options.rdp === 2 ? 'protected' : 'bootloader', by: 'boot-rom' };
}

/** The CPU loads stack pointer and reset vector of a bank. They must point to RAM and to code. */
function enter(inputs: BootInputs, bank: 1 | 2, by: 'hardware' | 'boot-rom'): Decision {
  const vectors = inputs.vectorsOf(bank);
  if (vectors === 'nmi') return { stopped: 'nmi', by };
  const { stackPointer, resetHandler } = vectors;
  const { address } = inputs.spec.flash;
  const stackOk = inAreas(
    inputs,
    inputs.spec.ram.map((area) => area.name),
    stackPointer,
  );
  const handler = resetHandler - 1;
  const handlerOk = resetHandler % 2 === 1 && handler >= address && handler < address + 2 * inputs.bankBytes;
  return stackOk && handlerOk ? { bank, by } : { stopped: 'locked-up', by };
}

/** A stack pointer may point one past the end of an area: the first push writes below it. */
function inAreas({ spec }: BootInputs, names: readonly string[], stackPointer: number): boolean {
  return spec.ram.some((area) => {
    if (!names.includes(area.name)) return false;
    const within = (start: number): boolean => stackPointer >= start && stackPointer <= start + area.bytes;
    return within(area.address) || (area.alias !== undefined && within(area.alias));
  });
}
