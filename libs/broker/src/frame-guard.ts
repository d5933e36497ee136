/**
 * Follows the packet boundaries in a byte stream of MQTT and tells when a packet is announced that is longer than
 * allowed, before any of it is buffered: the parser behind it would otherwise collect up to 256 MiB. [MQTT 3.1.1 §2.2.3]
 */
export class FrameGuard {
  /** Bytes of the current packet's body that are still to come. */
  private body = 0;
  /** -1 between packets; otherwise the number of length bytes read so far. */
  private lengthRead = -1;
  private length = 0;

  constructor(private readonly packetBytesMax: number) {}

  /** Looks at the next bytes; false where a packet is too long or its length field has no end. */
  accept(chunk: Uint8Array): boolean {
    let at = 0;
    while (at < chunk.length) {
      if (this.body > 0) {
        const taken = Math.min(this.body, chunk.length - at);
        this.body -= taken;
        at += taken;
      } else if (this.lengthRead < 0) {
        at++;
        this.lengthRead = 0;
        this.length = 0;
      } else if (!this.readLength(chunk[at++]!)) {
        return false;
      }
    }
    return true;
  }

  private readLength(byte: number): boolean {
    this.length += (byte & 0x7f) * 128 ** this.lengthRead++;
    if (byte & 0x80) return this.lengthRead < 4;
    this.lengthRead = -1;
    this.body = this.length;
    return this.length <= this.packetBytesMax;
  }
}
