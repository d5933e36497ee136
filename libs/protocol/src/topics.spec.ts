import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  isDeviceId,
  mayPublish,
  maySubscribe,
  parseTopic,
  TOPIC_KINDS,
  topicFilterOf,
  topicOf,
  type TopicKind,
} from './topics.js';

const KINDS = Object.keys(TOPIC_KINDS) as TopicKind[];
const deviceId = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/).filter(isDeviceId);
/** Topics that an attacker would try: ours, similar ones, wildcards, system topics. */
const anyTopic = fc.oneof(
  fc.string(),
  fc
    .array(
      fc.oneof(
        fc.constantFrom('tb', '1', '2', '+', '#', '$SYS', '$share', '', 'dev-1', 'dev-2', '..', ...KINDS),
        fc.string({ maxLength: 4 }),
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join('/')),
);

/** Whether an MQTT filter matches a topic [MQTT-4.7]. */
function matches(filter: string, topic: string): boolean {
  const [wanted, levels] = [filter.split('/'), topic.split('/')];
  for (const [index, word] of wanted.entries()) {
    if (word === '#') return true;
    if (levels[index] === undefined || (word !== '+' && word !== levels[index])) return false;
  }
  return wanted.length === levels.length;
}

describe('topics', () => {
  it('have one form', () => {
    expect(topicOf('dev-1', 'want')).toBe('tb/1/dev-1/want');
    expect(topicFilterOf('report')).toBe('tb/1/+/report');
  });

  it('can be parsed again', () => {
    fc.assert(
      fc.property(deviceId, fc.constantFrom(...KINDS), (id, kind) =>
        expect(parseTopic(topicOf(id, kind))).toEqual({ deviceId: id, kind }),
      ),
    );
  });

  it('are matched by the filter of their kind and by no other', () => {
    fc.assert(
      fc.property(deviceId, fc.constantFrom(...KINDS), fc.constantFrom(...KINDS), (id, kind, other) => {
        expect(matches(topicFilterOf(other), topicOf(id, kind))).toBe(kind === other);
      }),
    );
  });

  it.each([
    '',
    'tb/1/dev-1',
    'tb/1/dev-1/report/x',
    'tb/2/dev-1/report',
    '/tb/1/dev-1/report',
    'tb/1//report',
    'tb/1/+/report',
    'tb/1/dev-1/+',
    'tb/1/#',
    'tb/1/dev-1/toString',
    'tb/1/dev-1/__proto__',
    'TB/1/dev-1/report',
  ])('do not include %j', (topic) => expect(parseTopic(topic)).toBeUndefined());

  it('are parsed without harm, whatever the input', () => {
    fc.assert(
      fc.property(anyTopic, (topic) => {
        const parsed = parseTopic(topic);
        if (parsed) expect(topicOf(parsed.deviceId, parsed.kind)).toBe(topic);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the rights of a device', () => {
  it('are exactly these', () => {
    const rights = KINDS.map((kind) => [
      kind,
      mayPublish('dev-1', topicOf('dev-1', kind)),
      maySubscribe('dev-1', topicOf('dev-1', kind)),
    ]);
    expect(rights).toEqual([
      ['report', true, false],
      ['want', true, false],
      ['presence', true, false],
      ['ticket', false, true],
      ['block', false, true],
    ]);
  });

  it('end at its own topics', () => {
    for (const kind of KINDS) {
      expect(mayPublish('dev-1', topicOf('dev-2', kind))).toBe(false);
      expect(maySubscribe('dev-1', topicOf('dev-2', kind))).toBe(false);
      expect(mayPublish('dev-1', topicOf('dev-10', kind))).toBe(false);
    }
  });

  it.each([
    '#',
    '+',
    'tb/#',
    'tb/1/#',
    'tb/1/dev-1/#',
    'tb/1/dev-1/+',
    'tb/1/+/ticket',
    'tb/1/+/block',
    '+/1/dev-1/ticket',
    '$share/g/tb/1/dev-1/ticket',
    '$SYS/#',
    'tb/1/dev-1/ticket/#',
  ])('do not reach to %s', (filter) =>
    expect([maySubscribe('dev-1', filter), mayPublish('dev-1', filter)]).toEqual([false, false]),
  );

  it('let no device receive or write another device’s topics, whatever it asks for', () => {
    fc.assert(
      fc.property(anyTopic, fc.constantFrom(...KINDS), (topic, kind) => {
        if (maySubscribe('dev-1', topic)) expect(matches(topic, topicOf('dev-2', kind))).toBe(false);
        if (mayPublish('dev-1', topic)) expect(topic.startsWith('tb/1/dev-1/')).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('do not exist if the device id is a wildcard', () => {
    expect([
      mayPublish('+', 'tb/1/+/report'),
      maySubscribe('+', 'tb/1/+/ticket'),
      maySubscribe('#', 'tb/1/#/ticket'),
    ]).toEqual([false, false, false]);
  });
});
