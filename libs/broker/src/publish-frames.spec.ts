import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { generate, parser, type IPublishPacket } from 'mqtt-packet';
import { decodeBlockMessage } from '@twinbank/protocol';
import { PublishFrames, publishPacket, type ProtocolLevel } from './publish-frames.js';

function packetsIn(bytes: Uint8Array, protocolVersion: ProtocolLevel): IPublishPacket[] {
  const packets: IPublishPacket[] = [];
  const reader = parser({ protocolVersion });
  reader.on('packet', (packet) => packets.push(packet as IPublishPacket));
  reader.parse(Buffer.from(bytes));
  return packets;
}

const blockList = fc.array(
  fc.record({ block: fc.nat(511), ciphertext: fc.uint8Array({ minLength: 1, maxLength: 20_000 }) }),
  { minLength: 1, maxLength: 8 },
);

describe('PublishFrames', () => {
  it('writes what an MQTT parser reads as the same blocks, at both protocol levels', () => {
    fc.assert(
      fc.property(
        blockList,
        fc.constantFrom<ProtocolLevel>(4, 5),
        fc.integer({ min: 1, max: 0xffffffff }),
        (blocks, level, transfer) => {
          const packets = packetsIn(new PublishFrames(level).blocks('tb/1/d/block', transfer, blocks), level);
          expect(packets.map(({ topic, qos, retain }) => ({ topic, qos, retain }))).toEqual(
            blocks.map(() => ({ topic: 'tb/1/d/block', qos: 0, retain: false })),
          );
          const read = packets.map(({ payload }) => decodeBlockMessage(payload as Buffer));
          const lean = read.map(
            (message) =>
              message.type === 'block' &&
              message.transfer === transfer && { block: message.block, ciphertext: new Uint8Array(message.ciphertext) },
          );
          expect(lean).toEqual(blocks);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('writes a PUBLISH byte for byte as mqtt-packet does', () => {
    const payload = Buffer.from('refused');
    expect(new PublishFrames(4).single('tb/1/d/block', payload)).toEqual(
      generate({ cmd: 'publish', topic: 'tb/1/d/block', payload, qos: 0, retain: false, dup: false }),
    );
    const long = { topic: 'tb/1/d/ticket', payload: Buffer.alloc(70_000, 7) };
    expect(publishPacket({ ...long, retain: true, messageId: 258 })).toEqual(
      generate({ cmd: 'publish', ...long, qos: 1, messageId: 258, retain: true, dup: false }),
    );
    expect(publishPacket({ ...long, retain: false })).toEqual(
      generate({ cmd: 'publish', ...long, qos: 0, retain: false, dup: false }),
    );
  });

  it('does not touch bytes that are still in use', () => {
    const frames = new PublishFrames(4);
    const first = frames.blocks('t', 1, [{ block: 0, ciphertext: Uint8Array.of(1, 2, 3) }]);
    const copy = Uint8Array.from(first);
    frames.keep();
    frames.blocks('t', 1, [{ block: 0, ciphertext: Uint8Array.of(9, 9, 9) }]);
    expect(Uint8Array.from(first)).toEqual(copy);
  });
});
