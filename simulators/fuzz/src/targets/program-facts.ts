import { readFileSync } from 'node:fs';

import {
  comparableFacts,
  compareReleases,
  comparisonDocument,
  decodeFacts,
  encodeFacts,
  type ProgramFacts,
} from '@twinbank/inspect';
import { findingsOfFile } from '@twinbank/intake';
import type { VariableType } from '@twinbank/dwarf';
import { firmwareFile } from '@twinbank/firmware';
import { utf8 } from '@twinbank/primitives';

import { rule, type Target } from './target.js';

const PART = 'STM32G484';
/** An image that says nothing of itself: only what is known of the program counts. */
const CODE = new Uint8Array(1024);
const OTHER_CODE = new Uint8Array(1024).fill(1);
const WORDS = [
  ...['"format":1', '"knows":"types"', '"variables":[', '"types":[', '"ramFunctions":[', '"usesHeap":true'],
  ...['["base",4,"int","signed"]', '["enum",1,null]', '["pointer",4,"code","f"]', '["array",8,0,[2]]'],
  ...['["structure",8,"s",[["a",0,0]]]', '["union",4,null,[[null,0,0,1,2]]]', '["unknown",8]'],
  ...[
    '"initial":{"bytes":"AQID"}',
    '"initial":"zero"',
    '"heap":{"symbol":"_end","address":0}',
    '"type":0',
    '-1',
    '1e99',
  ],
];

/** What is kept of a program to compare later releases with, as it is read from the store. */
export const FACTS_TARGETS: readonly Target[] = [
  {
    name: 'program-facts',
    about: 'what was kept of a program, and its comparison with itself',
    seeds: () => [...small(), ofFirmware()].map((facts) => utf8(encodeFacts(facts)!)),
    words: WORDS,
    bytesMax: 16_384,
    read: readFacts,
  },
];

function readFacts(input: Uint8Array): boolean {
  const facts = decodeFacts(new TextDecoder().decode(input));
  if (facts === undefined) return false;
  const text = encodeFacts(facts);
  rule(text !== undefined, 'what was read can be written');
  const again = decodeFacts(text!);
  rule(again !== undefined && encodeFacts(again) === text, 'what was read and written again is the same');
  const found = compareReleases({ code: CODE, facts }, { code: CODE, facts }, PART);
  rule(found.knows === comparableFacts(facts).knows, 'a comparison is based on what is known');
  rule(
    found.variables.every(({ kind, overlaps }) => kind === 'unchanged' && overlaps.length === 0),
    'no variable changes from a program to itself',
  );
  rule(found.plan.steps.length === 0, 'nothing is to be done once');
  // With other code, addresses in flash are looked for; with types that were read apart, they are looked into.
  const other = compareReleases({ code: CODE, facts }, { code: OTHER_CODE, facts: again! }, PART);
  rule(other.variables.length === found.variables.length, 'each variable is found again');
  void JSON.stringify(comparisonDocument(other, { from: '1.0.0', to: '1.0.1' }));
  return true;
}

/** Programs with a type of each kind. */
function small(): readonly ProgramFacts[] {
  const int = { kind: 'base', name: 'int', encoding: 'signed', bytes: 4 } as const;
  const pointer = { kind: 'pointer', to: 'code', target: 'void (void)', bytes: 4 } as const;
  const union: VariableType = {
    kind: 'union',
    bytes: 4,
    members: [
      { offset: 0, type: int },
      { name: 'ready', offset: 0, bits: { offset: 3, size: 2 }, type: int },
    ],
  };
  const state: VariableType = {
    kind: 'structure',
    name: 'state',
    bytes: 16,
    members: [
      { name: 'flags', offset: 0, type: union },
      { name: 'handlers', offset: 4, type: { kind: 'array', element: pointer, counts: [2], bytes: 8 } },
      { name: 'mode', offset: 12, type: { kind: 'enum', name: 'mode', bytes: 4 } },
    ],
  };
  const at = (name: string, address: number, bytes: number) => ({
    name,
    symbol: name,
    address,
    bytes,
    section: '.data',
  });
  const known: ProgramFacts = {
    knows: 'types',
    variables: [
      { ...at('state', 0x2000_0000, 16), unit: 'src/a.c', scope: 'tick', type: state, initial: 'zero' },
      { ...at('gain', 0x2000_0010, 4), type: int, initial: Uint8Array.of(1, 2, 3, 4) },
      { ...at('kept', 0x2000_0014, 8), type: { kind: 'unknown', bytes: 8 }, initial: 'none' },
    ],
    ramFunctions: [{ name: 'flash_write', address: 0x2000_3000, bytes: 40, crc32: 7 }],
    heap: { symbol: '_end', address: 0x2000_2000 },
    usesHeap: true,
  };
  const variables = known.variables.map(({ type: _type, ...rest }) => rest);
  return [known, { knows: 'symbols', variables, ramFunctions: [], usesHeap: false }];
}

/** Those of the reference firmware, as an upload reads them. */
function ofFirmware(): ProgramFacts {
  const file = new Uint8Array(readFileSync(firmwareFile('g4', '1.1.0', 'elf')));
  return findingsOfFile(file, { part: PART }).facts!;
}
