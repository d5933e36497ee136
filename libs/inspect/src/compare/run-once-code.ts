import type { DifferenceCode } from './difference-findings.js';
import type { KeptPointer } from './kept-pointers.js';
import type { PlanStep, RunOncePlan } from './run-once-plan.js';
import type { MemberPlace, TypeDifference } from './type-difference.js';

/** Most bytes of an initial value that are written out. */
const BYTES_MAX = 4096;
const BYTES_PER_LINE = 12;
const LINES_MAX = 40;
/** What the team has to do for that which is no matter of variables. */
const TO_DO: Partial<Record<DifferenceCode, string>> = {
  ram_function_changed: 'copy these functions into RAM, as start-up code does',
  thread_stacks_kept: 'end all threads, and begin them anew',
};

/**
 * C code of a plan, to paste into the new release: a function that run-once code calls after a live swap from that very release. It
 * does all steps in their order, by addresses; where only the team knows what to do, or knows addresses in flash by their names, it does not
 * compile (`#error`).
 *
 * @param from version that runs before the swap
 * @param to version that the code becomes part of
 */
export function runOnceCode(plan: RunOncePlan, { from, to }: { readonly from: string; readonly to: string }): string {
  const name = `run_once_from_${from.replace(/[^A-Za-z0-9]/g, '_')}`;
  const room =
    plan.savedBytes === 0
      ? []
      : [
          ` * It takes ${plan.savedBytes} bytes of the stack for what it copies aside: more than there is overwrites variables.`,
        ];
  return [
    `/* Brings RAM from ${comment(from)} to ${comment(to)} after a live swap. Call it once, before anything uses these variables: interrupts`,
    ' * that do must leave them alone until it has returned. Addresses are those of the two builds that were compared: compare again',
    ' * after a change that moves a variable.',
    ...room,
    ' */',
    '#include <stdint.h>',
    '#include <string.h>',
    '',
    `#define AT(address) ((void *)(uintptr_t)(address))`,
    '',
    `void ${name}(void) {`,
    ...plan.steps.flatMap((step) =>
      linesOf(step).map((line) => (line.startsWith('#') || line === '' ? line : `  ${line}`)),
    ),
    ...plan.beyond.flatMap(({ code, detail }) => [`  /* ${comment(detail)} */`, `#error "${TO_DO[code] ?? code}"`]),
    '}',
    '',
  ].join('\n');
}

function linesOf(step: PlanStep): string[] {
  const what = comment(step.name);
  switch (step.do) {
    case 'save':
      return [
        `/* ${what}: copied aside */`,
        `uint8_t saved_${step.save}[${step.bytes}];`,
        `memcpy(saved_${step.save}, AT(${hex(step.from)}), ${step.bytes});`,
      ];
    case 'move':
      return [`memmove(AT(${hex(step.to)}), AT(${hex(step.from)}), ${step.bytes}); /* ${what} */`];
    case 'restore':
      return [`memcpy(AT(${hex(step.to)}), saved_${step.save}, ${step.bytes}); /* ${what} */`];
    case 'convert':
      return [
        `/* ${what}: saved_${step.save} has its ${step.oldBytes} old bytes, its ${step.bytes} new ones begin at ${hex(step.to)}.`,
        ...listed(step.differences.map(differenceText)),
        ...(step.pointers.length === 0
          ? []
          : [' * It holds addresses where something else lies now, or may: set these anew, do not copy them.']),
        ...listed(step.pointers.map(pointerText)),
        ' */',
        `#error "convert saved_${step.save} to ${literal(step.name)}"`,
      ];
    case 'initialise':
      return initialiseLines(step);
    case 'repoint':
      return [
        `/* ${what} at ${hex(step.to)} holds addresses where something else lies now, or may:`,
        ...listed(step.pointers.map(pointerText)),
        ' */',
        `#error "set the addresses in ${literal(step.name)} anew"`,
      ];
  }
}

function initialiseLines({ name, to, bytes, value, addresses }: Extract<PlanStep, { do: 'initialise' }>): string[] {
  const what = comment(name);
  const start = `memset(AT(${hex(to)}), 0, ${bytes}); /* ${what} */`;
  if (value === 'zero' || value.every((byte) => byte === 0)) return [start];
  if (value.length > BYTES_MAX)
    return [`/* ${what}: ${bytes} bytes at ${hex(to)} */`, `#error "copy the initial value of ${literal(name)}"`];
  const bytesText = [...value].map((byte) => `0x${byte.toString(16).padStart(2, '0')}`);
  const lines: string[] = [];
  for (let at = 0; at < bytesText.length; at += BYTES_PER_LINE)
    lines.push(`  ${bytesText.slice(at, at + BYTES_PER_LINE).join(', ')},`);
  return [
    '{',
    `  static const uint8_t value[${value.length}] = {`,
    ...lines.map((line) => `  ${line}`),
    '  };',
    `  memcpy(AT(${hex(to)}), value, ${value.length}); /* ${what} */`,
    '}',
    ...addressLines(name, value, addresses),
  ];
}

/** Code that is pasted moves what lies behind it in flash, so addresses of this build would lead into the middle of something else. */
function addressLines(name: string, value: Uint8Array, addresses: readonly number[]): string[] {
  if (addresses.length === 0) return [];
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return [
    `/* ${comment(name)} begins with addresses in flash, which are others as soon as this code is part of the image:`,
    ...listed(addresses.map((at) => `at ${at}: ${hex(view.getUint32(at, true))}`)),
    ' */',
    `#error "set the addresses in ${literal(name)} by their names"`,
  ];
}

const listed = (lines: readonly string[]): string[] => [
  ...lines.slice(0, LINES_MAX).map((line) => ` * ${comment(line)}`),
  ...(lines.length > LINES_MAX ? [` * and ${lines.length - LINES_MAX} more`] : []),
];

/** A difference of two types in a line: `.angle: at 8, int32_t (4 bytes) -> at 12, int32_t (4 bytes)`. */
export function differenceText({ path, kind, from, to }: TypeDifference): string {
  const what = path === '' ? 'all of it' : path;
  if (kind === 'removed') return `${what}: gone; it was at ${placeText(from!)}`;
  return kind === 'added'
    ? `${what}: new, at ${placeText(to!)}`
    : `${what}: at ${placeText(from!)} -> at ${placeText(to!)}`;
}

const placeText = ({ offset, bits, bytes, type }: MemberPlace): string =>
  bits
    ? `${offset}, ${bits.size} bits of ${type} from bit ${bits.offset} of the structure`
    : `${offset}, ${type} (${bytes} bytes)`;

const KINDS = {
  code: 'address of a function',
  flash: 'address that start-up code sets',
  constant: 'address of a constant',
  moved: 'address of a variable that is elsewhere now, or gone',
  data: 'may be the address of a variable that is elsewhere now',
} as const;

const pointerText = ({ path, offset, to }: KeptPointer): string =>
  `${path === '' ? 'all of it' : path}: at ${offset}, ${KINDS[to]}`;

/** Text from a file that somebody else made, so that it cannot end a comment. */
const comment = (text: string): string => printable(text).replace(/\*\//g, '* /').replace(/\/\*/g, '/ *');
/** The same within quotation marks. */
const literal = (text: string): string => printable(text).replace(/["\\]/g, "'");
const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?');
const hex = (address: number): string => `0x${address.toString(16).padStart(8, '0')}u`;
