import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { readElf } from '@twinbank/elf';

import {
  readProgramFunctions,
  readProgramVariables,
  type Member,
  type ProgramVariable,
  type ProgramVariables,
} from './index.js';

const SHAPES = new URL('../../../simulators/firmware/build/foreign/shapes/', import.meta.url);
const elf = (name: string) => readElf(readFileSync(new URL(`${name}.elf`, SHAPES)));
const read = (name: string): ProgramVariables => readProgramVariables(elf(name));

const C = ['gcc-dwarf-4', 'gcc-dwarf-5', 'gcc-compressed', 'clang-dwarf-4', 'clang-dwarf-5'];
const LTO = ['gcc-lto-dwarf-4', 'gcc-lto-dwarf-5'];
const CPP = ['g++-dwarf-4', 'g++-dwarf-5', 'g++-types-dwarf-4', 'g++-types-dwarf-5', 'g++-lto-dwarf-5'];
const CLANG_CPP = ['clang++-dwarf-4', 'clang++-dwarf-5', 'clang++-types-dwarf-4', 'clang++-types-dwarf-5'];

const named = ({ variables }: ProgramVariables, name: string): readonly ProgramVariable[] =>
  variables.filter((one) => one.name === name);
const only = (program: ProgramVariables, name: string): ProgramVariable => {
  const found = named(program, name);
  expect([name, found.length]).toEqual([name, 1]);
  return found[0]!;
};
function membersOf({ type }: Pick<ProgramVariable, 'type'>): readonly Member[] {
  if (!type || !('members' in type)) throw new Error('it is no structure');
  return type.members;
}
const sketch = (members: readonly Member[]) =>
  members.map(({ name, offset, bits }) => [name, bits ? `${bits.offset}+${bits.size}` : offset]);

describe.each(C)('%s', (file) => {
  const program = read(file);

  it('is known with all types, but that of an alias is that of what it is another name of', () => {
    expect([program.knows, program.notes]).toEqual(['types', []]);
    expect(program.variables.filter(({ type }) => type === undefined)).toEqual([]);
    expect(only(program, 'also_changing').type).toEqual(only(program, 'changing').type);
    expect(program.producers.join()).toMatch(/12\.2\.1|clang version 14/);
  });

  it('has statics of one name apart, by file and by function', () => {
    expect(named(program, 'count').map(({ unit, bytes, scope }) => [unit, bytes, scope])).toEqual(
      expect.arrayContaining([
        ['foreign/shapes/shapes.c', 4, undefined],
        ['foreign/shapes/other.c', 2, undefined],
      ]),
    );
    const seen = named(program, 'seen').map(({ unit, scope, bytes }) => `${unit} ${scope} ${bytes}`);
    expect(seen.sort()).toEqual([
      'foreign/shapes/other.c in_other 4',
      'foreign/shapes/shapes.c other_static 3',
      'foreign/shapes/shapes.c twice_static 2',
      'foreign/shapes/shapes.c twice_static 4',
    ]);
    expect(only(program, 'calls').scope).toBe('inlined');
  });

  it('has bit-fields where the Arm procedure call standard puts them', () => {
    expect(sketch(membersOf(only(program, 'bits')))).toEqual([
      ['one', '0+1'],
      ['five', '1+5'],
      ['eleven', '6+11'],
      ['byte', '32+3'],
      ['across', expect.stringMatching(/^(35\+12|48\+12)$/)],
      ['yes', expect.stringMatching(/\+1$/)],
      ['mode', expect.stringMatching(/\+4$/)],
      ['long_one', expect.stringMatching(/\+40$/)],
    ]);
    expect(sketch(membersOf(only(program, 'packed_bits')))).toEqual([
      ['a', '0+3'],
      ['b', '3+17'],
      ['c', '20+9'],
      ['d', 4],
    ]);
  });

  it('has arrays, structures, unions and pointers as they are laid out', () => {
    expect(only(program, 'cube').type).toMatchObject({ kind: 'array', counts: [2, 3, 4], bytes: 48 });
    expect(only(program, 'rows').type).toMatchObject({ kind: 'array', counts: [3, 5], bytes: 30 });
    expect(only(program, 'plain').type).toMatchObject({ kind: 'structure', name: 'untagged', bytes: 8 });
    expect(sketch(membersOf(only(program, 'packed')))).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 5],
    ]);
    expect(sketch(membersOf(only(program, 'nameless')))).toEqual([
      ['a', 0],
      [undefined, 4],
    ]);
    const flexible = only(program, 'flexible');
    expect(membersOf(flexible)[1]).toMatchObject({ name: 'text', offset: 2, type: { counts: [0], bytes: 0 } });
    expect(flexible.bytes).toBeGreaterThanOrEqual(5);
    expect(only(program, 'list').type).toEqual({ kind: 'pointer', to: 'data', target: 'node', bytes: 4 });
    expect(only(program, 'names').type).toMatchObject({ element: { target: 'char', constant: true } });
    expect(only(program, 'twice').type).toMatchObject({ target: 'unsigned int *' });
    expect(only(program, 'renamed').symbol).toBe('symbol_of_renamed');
    const withCode = program.variables
      .filter(({ type }) => JSON.stringify(type).includes('"to":"code"'))
      .map(({ name }) => name);
    expect(withCode.sort()).toEqual(['converters', 'forward_too', 'handler', 'nodes']);
  });

  it('has what start-up code puts there', () => {
    expect(only(program, 'number').initial).toEqual(Uint8Array.of(0xfb, 0xff, 0xff, 0xff));
    expect([only(program, 'twofold').initial, only(program, 'kept').initial]).toEqual(['zero', 'none']);
    expect(only(program, 'number').section).toBe('.data');
    expect(named(program, 'in_flash')).toEqual([]);
  });

  it('has a function in RAM', () => {
    const inRam = readProgramFunctions(elf(file)).filter((one) => one.inRam);
    expect(inRam.map(({ name, section }) => [name, section])).toEqual([['in_ram', '.ramcode']]);
  });
});

/** Without where the linker puts them. */
const laidOut = ({ variables }: ProgramVariables) =>
  variables.map(({ name, scope, bytes, type }) => JSON.stringify({ name, scope, bytes, type })).sort();

describe('the same program', () => {
  it.each([
    ['gcc-dwarf-4', 'gcc-dwarf-5'],
    ['gcc-lto-dwarf-4', 'gcc-lto-dwarf-5'],
    ['clang-dwarf-4', 'clang-dwarf-5'],
    ['g++-dwarf-4', 'g++-dwarf-5'],
    ['g++-dwarf-5', 'g++-types-dwarf-4'],
    ['g++-dwarf-5', 'g++-types-dwarf-5'],
    ['clang++-dwarf-4', 'clang++-dwarf-5'],
  ])('has the same variables as %s and as %s', (one, other) => {
    expect(laidOut(read(one))).toEqual(laidOut(read(other)));
    expect(laidOut(read(one)).length).toBeGreaterThan(5);
  });
});

describe.each(LTO)('%s', (file) => {
  it('has statics of one name apart, whose names and types are in other units than their places', () => {
    const program = read(file);
    expect(program.notes).toEqual([]);
    expect(
      named(program, 'count')
        .map(({ symbol, unit, bytes }) => `${symbol} ${unit} ${bytes}`)
        .sort(),
    ).toEqual(['count.lto_priv.0 foreign/shapes/shapes.c 4', 'count.lto_priv.1 foreign/shapes/other.c 2']);
    expect(named(program, 'state').map(({ type }) => sketch(membersOf({ type: type! })))).toEqual(
      expect.arrayContaining([
        [
          ['value', 0],
          ['tag', 4],
        ],
        [
          ['tag', 0],
          ['value', 4],
        ],
      ]),
    );
  });
});

describe.each([...CPP, ...CLANG_CPP])('%s', (file) => {
  const program = read(file);

  it('has classes with base classes, and where the tables of virtual functions are kept', () => {
    const loop = only(program, 'loop');
    expect(loop.scope).toBe('control');
    expect(membersOf(loop).map(({ name, offset }) => [name, offset])).toEqual(
      expect.arrayContaining([
        ['Base', 0],
        ['Mixin', 8],
        ['gains', 12],
        ['flags', 22],
        ['source', 24],
      ]),
    );
    const [base] = membersOf(loop);
    expect(sketch(membersOf({ ...loop, type: base!.type }))[0]![0]).toMatch(/^_vptr[.$]Base$/);
  });

  it('has templates, and statics of their functions', () => {
    expect(only(program, 'ring').type).toMatchObject({ kind: 'structure', bytes: 12 });
    expect(named(program, 'latest')).toHaveLength(2);
  });
});

describe.each([...CPP, ...CLANG_CPP].filter((name) => !name.includes('lto')))('%s', (file) => {
  const program = read(file);

  it('has static members and variables of namespaces by their scopes', () => {
    const scopes = (name: string) => named(program, name).map(({ scope }) => scope);
    expect(scopes('input').sort()).toEqual(['control', 'other']);
    expect([scopes('created'), scopes('inlined')]).toEqual([['control::Loop'], ['control::Loop']]);
    expect(scopes('hidden')).toEqual(['control::(anonymous)']);
    expect(scopes('current')).toEqual(['control::version1']);
  });

  it('has pointers to members of one word for data and two for functions', () => {
    expect(only(program, 'member').type).toMatchObject({ kind: 'pointer', to: 'data', bytes: 4 });
    expect(only(program, 'method').type).toMatchObject({ kind: 'pointer', to: 'code', bytes: 8 });
    expect(only(program, 'none').type).toMatchObject({ kind: 'pointer', target: 'nullptr_t', bytes: 4 });
    expect(only(program, 'inner').type).toMatchObject({ name: 'Inner', bytes: 8 });
  });
});

describe('a program of which less is known', () => {
  it.each([
    ['gcc-without', 'symbols', 'there is no debug information'],
    ['clang-split-dwarf-5', 'symbols', '2 units with debug information in another file'],
    ['gcc-stripped', 'nothing', 'the file was stripped'],
  ])('%s', (file, knows, note) => {
    const program = read(file);
    expect([program.knows, program.notes.join('; ')]).toEqual([knows, expect.stringContaining(note)]);
    expect(program.variables.some(({ type }) => type !== undefined)).toBe(false);
    expect(program.unread).toEqual(program.notes.filter((one) => one.includes('in another file')));
    if (knows === 'symbols') expect(named(program, 'matrix')).toMatchObject([{ bytes: 24, section: '.bss' }]);
  });

  it('has names as in the source, whatever was appended', () => {
    const found = named(read('gcc-without'), 'seen').map(({ symbol }) => symbol);
    expect(found.sort()).toEqual(['seen.0', 'seen.0', 'seen.1', 'seen.3']);
  });
});
