/** Who is asked at each boundary between packets. */
export interface PacketToll {
  /** Whether a further packet may begin. */
  mayBegin(): boolean;
  /** A packet has begun: its first byte, and the length that it announces. */
  pay(firstByte: number, length: number): void;
}

/** What {@link FrameGuard.pass} answers where a packet is longer than allowed. */
export const TOO_LONG = -1;

/**
 * Follows the packet boundaries in a byte stream of MQTT, before anything is decoded: tells when a packet is announced that is
 * longer than allowed, before any of it is buffered (the parser behind it would otherwise collect up to 256 MiB), and
 * counts packets against an allowance. [MQTT 3.1.1 §2.2.3]
 */
export class FrameGuard {
  /** Bytes of the current packet's body that are still to come. */
  private body = 0;
  /** -1 between packets; otherwise the number of length bytes read so far. */
  private lengthRead = -1;
  private length = 0;
  private firstByte = 0;

  constructor(private readonly packetBytesMax: number) {}

  /** How many of the next bytes may pass: all, or those before a packet that may not begin yet; {@link TOO_LONG}. */
  pass(chunk: Uint8Array, toll: PacketToll): number {
    let at = 0;
    while (at < chunk.length) {
      if (this.body > 0) {
        const taken = Math.min(this.body, chunk.length - at);
        this.body -= taken;
        at += taken;
      } else if (this.lengthRead < 0) {
        if (!toll.mayBegin()) return at;
        this.firstByte = chunk[at++]!;
        this.lengthRead = 0;
        this.length = 0;
      } else if (!this.readLength(chunk[at++]!, toll)) {
        return TOO_LONG;
      }
    }
    return at;
  }

  private readLength(byte: number, toll: PacketToll): boolean {
    this.length += (byte & 0x7f) * 128 ** this.lengthRead++;
    if (byte & 0x80) return this.lengthRead < 4;
    this.lengthRead = -1;
    this.body = this.length;
    if (this.length > this.packetBytesMax) return false;
    toll.pay(this.firstByte, this.length);
    return true;
  }
}
