/** Asked at each boundary between packets. */
export interface PacketToll {
  /** Whether a further packet may begin. */
  mayBegin(): boolean;
  /** Called when a packet has begun, with its first byte and the length that it announces. */
  pay(firstByte: number, length: number): void;
}

/**
 * Returned by {@link FrameGuard.pass} for a packet that is longer than allowed, and for one with the packet id 0
 * where that is forbidden.
 */
export const TOO_LONG = -1;
export const ID_ZERO = -2;

/**
 * SUBSCRIBE and UNSUBSCRIBE begin with a packet id, which must not be 0; the decoder behind does not check this.
 * [MQTT-2.3.1-1]
 */
const ID_FIRST: readonly number[] = [8, 10];
const ID_BYTES = 2;

/**
 * Follows the packet boundaries in an MQTT byte stream before anything is decoded. It notices when a packet is
 * announced that is longer than allowed, before any of it is buffered (the parser behind it would otherwise collect
 * up to 256 MiB), and charges each packet to an allowance. [MQTT 3.1.1 §2.2.3]
 */
export class FrameGuard {
  /** Bytes of the current packet's body that have not arrived yet. */
  private body = 0;
  /** -1 between packets; otherwise the number of length bytes read so far. */
  private lengthRead = -1;
  private length = 0;
  private firstByte = 0;
  /** Bytes of a packet id that have not arrived yet, and whether all bytes before were zero. */
  private idBytes = 0;
  private idZero = true;

  constructor(private readonly packetBytesMax: number) {}

  /**
   * How many of the next bytes may pass: all of them, or those before a packet that may not begin yet; else {@link
   * TOO_LONG} or {@link ID_ZERO}.
   */
  pass(chunk: Uint8Array, toll: PacketToll): number {
    let at = 0;
    while (at < chunk.length) {
      if (this.body > 0) {
        const taken = Math.min(this.body, chunk.length - at);
        if (this.idBytes > 0 && !this.readId(chunk.subarray(at, at + taken))) return ID_ZERO;
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
    this.idBytes = ID_FIRST.includes(this.firstByte >> 4) ? ID_BYTES : 0;
    this.idZero = true;
    return true;
  }

  /** Reads the next bytes of a packet id; false if the id is 0. */
  private readId(bytes: Uint8Array): boolean {
    const id = bytes.subarray(0, this.idBytes);
    this.idZero &&= id.every((byte) => byte === 0);
    this.idBytes -= id.length;
    return this.idBytes > 0 || !this.idZero;
  }
}
