import type { VariableType } from '@twinbank/dwarf';

/** Longest text of a type; what is longer is cut. */
const TEXT_MAX = 120;

/** A type as people read it, such as `uint16_t[8]`, `struct sample` or `void (*)(int)`. */
export function typeText(type: VariableType | undefined): string {
  const text = fullText(type);
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX - 1)}…` : text;
}

function fullText(type: VariableType | undefined): string {
  if (!type) return 'unknown';
  switch (type.kind) {
    case 'unknown':
      return `${type.bytes} bytes`;
    case 'base':
      return type.name;
    case 'enum':
      return type.name === undefined ? `enum of ${type.bytes} bytes` : `enum ${type.name}`;
    case 'pointer':
      return `${type.constant ? 'const ' : ''}${type.target} *`;
    case 'array':
      return fullText(type.element) + type.counts.map((count) => `[${count}]`).join('');
    default:
      return `${type.kind === 'union' ? 'union' : 'struct'} ${type.name ?? `of ${type.bytes} bytes`}`;
  }
}
