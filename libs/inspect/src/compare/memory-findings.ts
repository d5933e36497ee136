import type { SectionTable } from '@twinbank/image';
import type { PartName } from '@twinbank/parts';

import type { ImageDescriptor } from '../image-descriptor.js';
import { isrCopiesOf } from '../isr-pairs.js';
import { valueUponStack } from '../places/section-places.js';
import { nameOf } from './compare-variables.js';
import { differenceOf, hex, some, type DifferenceFinding } from './difference-findings.js';
import type { FactFunction, ProgramFacts } from '../facts/program-facts.js';
import { overlap, type Taken } from './ranges.js';

/** A program: its facts, the stack pointer that it starts with, and what its image says about itself. */
export interface MemoryOf {
  readonly facts: ProgramFacts;
  readonly stackPointer: number;
  readonly descriptor?: ImageDescriptor | undefined;
  /** What its image carries behind its code. */
  readonly table?: SectionTable | undefined;
}

/** What changed in RAM beside variables: stack, heap, functions in RAM, and what lies in the way of interrupt code or of a stack. */
export function memoryFindings(from: MemoryOf, to: MemoryOf, part: PartName): DifferenceFinding[] {
  return [
    ...stack(from, to),
    ...uponStack(from, to, part),
    ...heap(from.facts, to.facts),
    ...ramFunctions(from, to),
    ...inTheWay(from, to),
  ];
}

/** A live swap copies the start values of the new image while the running one's stack is in use. */
function uponStack({ stackPointer }: MemoryOf, { table }: MemoryOf, part: PartName): DifferenceFinding[] {
  const fault = table && valueUponStack(table.payloads, { part, stackPointer, whose: ' of the running image' });
  return fault ? [differenceOf('start_values_upon_stack', fault.detail)] : [];
}

/** The variable in which a kernel that switches between threads keeps the current one, and what the kernel is called. */
const KERNELS: ReadonlyMap<string, string> = new Map([
  ...(['pxCurrentTCB', 'pxCurrentTCBs'] as const).map((name) => [name, 'FreeRTOS'] as const),
  ['_kernel', 'Zephyr'],
  ['osRtxInfo', 'RTX, as of Mbed'],
  ['_tx_thread_current_ptr', 'ThreadX'],
  ['OSTCBCur', 'uC/OS-II'],
  ['OSTCBCurPtr', 'uC/OS-III'],
  ['rt_current_thread', 'RT-Thread'],
  ['sched_active_thread', 'RIOT'],
  ['g_running_tasks', 'NuttX'],
]);

/**
 * Threads of the running program that wait have addresses of its code on their stacks, to which they return after the swap. No type and
 * no initial value shows them.
 */
export function threadFindings({ variables }: ProgramFacts): DifferenceFinding[] {
  const names = variables.flatMap(({ name }) => (KERNELS.has(name) ? [`${KERNELS.get(name)!} (${name})`] : []));
  if (names.length === 0) return [];
  return [
    differenceOf(
      'thread_stacks_kept',
      `the running program switches between threads, whose stacks hold addresses of its code: ${some(names)}`,
    ),
  ];
}

function stack(from: MemoryOf, to: MemoryOf): DifferenceFinding[] {
  if (from.stackPointer === to.stackPointer) return [];
  const detail = `the stack began at ${hex(from.stackPointer)}, and begins at ${hex(to.stackPointer)}`;
  return [
    differenceOf('stack_moved', `${detail}: a live swap does not change it, unless the code that it lands in does`),
  ];
}

function heap(from: ProgramFacts, to: ProgramFacts): DifferenceFinding[] {
  if (!from.usesHeap && !to.usesHeap) return [];
  const [old, next] = [from.heap, to.heap];
  if (old && next && old.address !== next.address)
    return [
      differenceOf(
        'heap_moved',
        `the heap began at ${hex(old.address)} (${old.symbol}), and begins at ${hex(next.address)} (${next.symbol})`,
      ),
    ];
  return [differenceOf('heap_used')];
}

/** Functions of the new program in RAM that are not there when it begins: it is not its start-up code that ran. */
function ramFunctions(from: MemoryOf, to: MemoryOf): DifferenceFinding[] {
  const before = new Map(outside(from).map((one) => [one.name, one]));
  const changed = outside(to).filter((one) => {
    const old = before.get(one.name);
    return !old || old.address !== one.address || old.bytes !== one.bytes || old.crc32 !== one.crc32;
  });
  if (changed.length === 0) return [];
  const names = some(changed.map(({ name, address }) => `${name} (${hex(address)})`));
  return [differenceOf('ram_function_changed', `functions in RAM that are new, moved or changed: ${names}`)];
}

/** What the running image copies before a swap is no matter of run-once code. */
const outside = ({ facts, ...image }: MemoryOf): FactFunction[] =>
  facts.ramFunctions.filter((one) => !copiesOf(image).some((copy) => overlap(copy, one)));

function inTheWay(from: MemoryOf, to: MemoryOf): DifferenceFinding[] {
  for (const [owner, other, which] of [
    [from, to, 'the new image'],
    [to, from, 'the running image'],
  ] as const) {
    const copies = copiesOf(owner);
    const hit = other.facts.variables.filter((one) => one.bytes > 0 && copies.some((copy) => overlap(copy, one)));
    if (hit.length > 0)
      return [differenceOf('isr_copies_overlapped', `variables of ${which} are in the way: ${some(hit.map(nameOf))}`)];
  }
  return [];
}

/** The RAM that an image's copies of interrupt code take, each with its vector table. */
export function copiesOf({ descriptor, table }: Pick<MemoryOf, 'descriptor' | 'table'>): Taken[] {
  return isrCopiesOf(descriptor, table?.payloads).map(({ start, end }) => ({ address: start, bytes: end - start }));
}
