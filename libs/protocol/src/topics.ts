import { NAME } from './names.js';

/** The kinds of topic under `tb/1/{deviceId}/`, and who may publish there. */
export const TOPIC_KINDS = {
  report: 'device',
  want: 'device',
  presence: 'device',
  ticket: 'server',
  block: 'server',
} as const;

export type TopicKind = keyof typeof TOPIC_KINDS;

/** True for a well-formed device id: a {@link NAME}. */
export const isDeviceId = (text: unknown): text is string => typeof text === 'string' && NAME.test(text);

/** The topic of this kind for this device. */
export const topicOf = (deviceId: string, kind: TopicKind): string => `tb/1/${deviceId}/${kind}`;

/** The subscription that covers a kind of topic for every device. */
export const topicFilterOf = (kind: TopicKind): string => `tb/1/+/${kind}`;

/**
 * Parses a topic; undefined if it is not one of ours.
 *
 * @example
 * ```ts
 * import { mayPublish, parseTopic, topicOf } from '@twinbank/protocol';
 *
 * const topic = topicOf('m-0001', 'want');
 * console.log(topic, parseTopic(topic)?.kind, mayPublish('m-0002', topic)); // tb/1/m-0001/want want false
 * ```
 */
export function parseTopic(topic: string): { deviceId: string; kind: TopicKind } | undefined {
  const parts = topic.split('/');
  const [root, version, deviceId, kind] = parts;
  if (parts.length !== 4 || root !== 'tb' || version !== '1' || !isDeviceId(deviceId)) return undefined;
  if (kind === undefined || !Object.hasOwn(TOPIC_KINDS, kind)) return undefined;
  return { deviceId, kind: kind as TopicKind };
}

/** Whether a device may publish to a topic: its own, and of a kind that devices write. */
export function mayPublish(deviceId: string, topic: string): boolean {
  const parsed = parseTopic(topic);
  return parsed?.deviceId === deviceId && TOPIC_KINDS[parsed.kind] === 'device';
}

/** Whether a device may subscribe to a filter: only exactly its own ticket or block topic, no wildcards. */
export function maySubscribe(deviceId: string, filter: string): boolean {
  const parsed = parseTopic(filter);
  return parsed?.deviceId === deviceId && TOPIC_KINDS[parsed.kind] === 'server';
}
