import { utf8 } from '@twinbank/primitives';
import { isTimeZone, readIJson } from '@twinbank/protocol';
import { describeWindow, problemsOfWindows, windowAt, type MaintenanceWindow } from '@twinbank/schedule';
import { conditionOf, matches, parseSelection, parseSort, type Columns, type Vocabulary } from '@twinbank/selection';

import { rule, type Target } from './target.js';

/** 2026-03-29, half an hour before the clocks of central Europe go forward. */
const NOW_MS = Date.UTC(2026, 2, 29, 0, 30);
const TEXT_BYTES_MAX = 512;

const VOCABULARY: Vocabulary = {
  id: { kind: 'number', about: 'number', sortable: true },
  name: { kind: 'text', about: 'name', sortable: true },
  tags: { kind: 'texts', about: 'tags', optional: true },
  online: { kind: 'boolean', about: 'whether it is connected', optional: true },
  seen: { kind: 'time', about: 'when it was seen', optional: true, sortable: true },
  version: { kind: 'version', about: 'what runs', optional: true, sortable: true },
  state: { kind: 'one-of', values: ['active', 'inactive'], about: 'state' },
  'attr.*': { kind: 'attributes', about: 'attributes', optional: true },
};
const COLUMNS: Columns = {
  ...Object.fromEntries(Object.keys(VOCABULARY).map((name) => [name, { sql: `t.${name}` }])),
  version: { sql: 't.version', keySql: 't.version_key' },
  'attr.*': { sql: 't.attributes' },
};
const ROW = {
  id: 7,
  name: 'lab-7',
  tags: ['canary'],
  seen: NOW_MS,
  version: '1.2.0',
  attr: {},
  'attr.*': { site: 'lyon' },
};

/** Words that statements are made of; texts of a selection are none of them. */
const STATEMENT = /^[\w\s.$:<>=!(),'@?#*\\|&{}\[\]"%~^/+-]*$/;

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** What reads texts that people write. */
export const TEXT_TARGETS: readonly Target[] = [
  {
    name: 'selection',
    about: 'selections, and the conditions made of them',
    seeds: () =>
      [
        'name==lab-*;tags==canary,id=in=(1,2,3)',
        '(version=lt=1.4.0;seen=gt=-P7D),online==true',
        'attr.site=in=("ham burg",lyon);state!=active;tags=null=true',
      ].map(utf8),
    words: [
      '==',
      '!=',
      '=in=',
      '=out=',
      '=lt=',
      '=ge=',
      '=null=',
      '-P1DT2H',
      '2026-01-01T00:00:00Z',
      '(',
      ')',
      '"',
      "'",
      '\\',
      '*',
      ';',
      ',',
      'attr.x',
    ],
    bytesMax: TEXT_BYTES_MAX,
    read: (bytes) => {
      const selection = parseSelection(textOf(bytes), VOCABULARY, NOW_MS);
      void matches(selection, ROW);
      const { text, values } = conditionOf(selection, COLUMNS);
      const asked = new Set([...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
      rule(STATEMENT.test(text), 'a condition is made of words of its own');
      rule(
        [...asked].every((number) => number >= 1 && number <= values.length),
        'each parameter has a value',
      );
    },
  },
  {
    name: 'sort',
    about: 'orders of lists',
    seeds: () => ['name,-seen', 'version'].map(utf8),
    words: ['-', ',', 'id', 'seen', 'attr.site'],
    bytesMax: TEXT_BYTES_MAX,
    read: (bytes) => rule(parseSort(textOf(bytes), VOCABULARY).length > 0, 'an order has a field'),
  },
  {
    name: 'windows',
    about: 'maintenance windows: weekly and by cron, in any zone',
    seeds: () =>
      [
        [{ weekdays: ['sun'], start: '02:30', durationMinutes: 90, zone: 'Europe/Berlin' }],
        [{ cron: '*/15 2-4 1,15 * 1-5', durationMinutes: 30, zone: 'device' }],
      ].map((windows) => utf8(JSON.stringify(windows))),
    words: [
      '"cron":"',
      '* * * * *',
      '0 0 29 2 *',
      '@daily',
      'America/Sao_Paulo',
      'Asia/Kathmandu',
      '"zone":"device"',
      '"durationMinutes":',
      '1e9',
    ],
    bytesMax: TEXT_BYTES_MAX,
    read: (bytes) => {
      const windows = readIJson(bytes) as readonly MaintenanceWindow[];
      if (problemsOfWindows(windows).length > 0) return;
      for (const zone of [undefined, 'Europe/Berlin', 'Australia/Lord_Howe']) {
        const answer = windowAt(windows, zone, NOW_MS);
        if (answer.open) rule(answer.closesAtMs > NOW_MS, 'an open window closes later');
        else rule(answer.opensAtMs === undefined || answer.opensAtMs > NOW_MS, 'a closed window opens later');
        rule(describeWindow(windows, zone, NOW_MS).length > 0, 'a window can be described');
      }
    },
  },
  {
    name: 'time-zone',
    about: 'names of time zones',
    seeds: () => ['Europe/Berlin', 'UTC', 'Etc/GMT+5'].map(utf8),
    words: ['Etc/', '+02:00', 'GMT', '\0'],
    bytesMax: 64,
    read: (bytes) => {
      const text = textOf(bytes);
      if (isTimeZone(text)) void new Intl.DateTimeFormat('en', { timeZone: text });
    },
  },
];
