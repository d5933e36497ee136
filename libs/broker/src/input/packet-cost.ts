/** Packet types whose payload is read once, at little cost per byte. [MQTT 3.1.1 §2.2.1] */
const CONNECT = 1;
const PUBLISH = 3;
/**
 * Bytes that one token pays for in those types, and in all others: in a list of topics, the server has some work
 * for each of them.
 */
const PAYLOAD_BYTES = 1024;
const LIST_BYTES = 16;

/**
 * Tokens that a packet costs its sender, charged before any of it is decoded: one, and more for its length.
 *
 * @param firstByte type and flags
 * @param length the remaining length that it announces
 */
export function packetCost(firstByte: number, length: number): number {
  const type = firstByte >> 4;
  return 1 + Math.floor(length / (type === PUBLISH || type === CONNECT ? PAYLOAD_BYTES : LIST_BYTES));
}
