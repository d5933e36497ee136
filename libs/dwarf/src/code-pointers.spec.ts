import { describe, expect, it } from '@jest/globals';

import { containsCodePointer, type VariableType } from './index.js';

const INT: VariableType = { kind: 'base', name: 'int', encoding: 'signed', bytes: 4 };
const HANDLER: VariableType = { kind: 'pointer', to: 'code', target: 'void ()', bytes: 4 };
const LINK: VariableType = { kind: 'pointer', to: 'data', target: 'node', bytes: 4 };
const of = (...types: VariableType[]): VariableType => ({
  kind: 'structure',
  bytes: 4 * types.length,
  members: types.map((type, index) => ({ name: `m${index}`, offset: 4 * index, type })),
});

describe('pointers to code', () => {
  it('are found in members, arrays and unions', () => {
    const found = [
      HANDLER,
      of(INT, HANDLER),
      { kind: 'array', element: of(LINK, HANDLER), counts: [3], bytes: 24 } as const,
      { ...of(INT, of(HANDLER)), kind: 'union' } as VariableType,
    ];
    expect(found.map(containsCodePointer)).toEqual([true, true, true, true]);
  });

  it('are not what points to data', () => {
    const none: VariableType[] = [INT, LINK, of(INT, LINK), { kind: 'unknown', bytes: 4 }, { kind: 'enum', bytes: 1 }];
    expect(none.map(containsCodePointer)).toEqual([false, false, false, false, false]);
  });

  it('are looked for once in a type that many members share', () => {
    let type = of(INT);
    for (let depth = 0; depth < 60; depth += 1) type = of(type, type);
    expect(containsCodePointer(type)).toBe(false);
  });
});
