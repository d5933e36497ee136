import { ACK, CAN, CPMEOF, EOT, NAK, SOH, STX, WANT_CRC } from '../ymodem/control-bytes.js';
import { crc16Xmodem } from '../ymodem/crc16.js';

export interface SentFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Length stated in block 0; undefined states none. The file's own length by default. */
  readonly announced?: number | undefined;
}

/**
 * The sending side of YMODEM for tests: returns what to send next for what it received. It relies on the receiver's
 * timeouts.
 */
export class YmodemSender {
  state: 'sending' | 'done' | 'cancelled' = 'sending';
  /** Packets sent, repetitions included. */
  sent = 0;
  private readonly packets: readonly { readonly bytes: Uint8Array; readonly onInvitation: boolean }[];
  private at = 0;
  private awaiting: 'invitation' | 'acknowledgement' = 'invitation';
  private last = 0;

  constructor(file: SentFile, blockBytes: 128 | 1024) {
    const blocks: Uint8Array[] = [];
    for (let at = 0; at < file.bytes.length; at += blockBytes) blocks.push(file.bytes.subarray(at, at + blockBytes));
    this.packets = [
      { bytes: packet(0, headerOf(file), 128), onInvitation: true },
      ...blocks.map((block, i) => ({
        bytes: packet(i + 1, padded(block, blockBytes, CPMEOF), blockBytes),
        onInvitation: i === 0,
      })),
      { bytes: Uint8Array.of(EOT), onInvitation: false },
      { bytes: packet(0, new Uint8Array(128), 128), onInvitation: true },
    ];
  }

  /** What to send for the received bytes; undefined for nothing. */
  take(bytes: Uint8Array): Uint8Array | undefined {
    let answer: Uint8Array | undefined;
    for (const byte of bytes) answer = this.takeByte(byte) ?? answer;
    if (answer) this.sent++;
    return answer;
  }

  private takeByte(byte: number): Uint8Array | undefined {
    if (this.state !== 'sending') return undefined;
    const twice = byte === CAN && this.last === CAN;
    this.last = byte;
    if (twice) this.state = 'cancelled';
    else if (byte === WANT_CRC && (this.awaiting === 'invitation' || this.at === 0)) return this.send();
    else if (byte === NAK && this.awaiting === 'acknowledgement') return this.send();
    else if (byte === ACK && this.awaiting === 'acknowledgement') return this.next();
    return undefined;
  }

  private next(): Uint8Array | undefined {
    const packetAfter = this.packets[++this.at];
    if (!packetAfter) {
      this.state = 'done';
      return undefined;
    }
    if (!packetAfter.onInvitation) return this.send();
    this.awaiting = 'invitation';
    return undefined;
  }

  private send(): Uint8Array {
    this.awaiting = 'acknowledgement';
    return this.packets[this.at]!.bytes;
  }
}

function headerOf(file: SentFile): Uint8Array {
  const size = 'announced' in file ? file.announced : file.bytes.length;
  return padded(new TextEncoder().encode(`${file.name}\0${size ?? ''}`), 128, 0);
}

function padded(bytes: Uint8Array, length: number, fill: number): Uint8Array {
  const block = new Uint8Array(length).fill(fill);
  block.set(bytes);
  return block;
}

function packet(number: number, data: Uint8Array, blockBytes: 128 | 1024): Uint8Array {
  const crc = crc16Xmodem(data);
  return Uint8Array.of(blockBytes === 128 ? SOH : STX, number & 0xff, ~number & 0xff, ...data, crc >> 8, crc & 0xff);
}
