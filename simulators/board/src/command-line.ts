import type { AesSetup, CutMoment } from '@twinbank/mcu';
import { isPartName, PART_NAMES, type PartName } from '@twinbank/parts';
import { faultOf } from '@twinbank/protocol';
import { Command, InvalidArgumentError } from 'commander';

import { parseDecryption } from './decryption.js';

/** Options with which a board is started. */
export interface BoardOptions {
  /** Undefined: the part of the state file, or {@link DEFAULT_PART}. */
  readonly part: PartName | undefined;
  /** Undefined: a pseudo-terminal. 0: any free port. */
  readonly tcp: number | undefined;
  readonly baud: number | 'max';
  readonly state: string | undefined;
  readonly image: string | undefined;
  readonly cut: { readonly at: number; readonly moment: CutMoment } | undefined;
  readonly decryption: { readonly key: string; readonly iv: string } | undefined;
}

export const DEFAULT_PART: PartName = 'STM32L083';

const EXAMPLES = `
Keys on this console act on the board whatever it does: s state, r reset, p power cut, q quit.

Encrypted files, on parts with an AES unit:
  openssl enc -aes-128-ctr -K 000102030405060708090a0b0c0d0e0f -iv 00112233445566778899aabb00000000 -in fw.bin -out fw.aes

Send a file: press 1 in a terminal program and let it send by YMODEM, or on a pseudo-terminal
  sb -k fw.bin < /dev/pts/N > /dev/pts/N`;

/**
 * Reads the command line.
 *
 * @throws CommanderError after --help or a bad option, its text already written; Fault `request_invalid`
 */
export function parseCommandLine(args: readonly string[], write?: (text: string) => void): BoardOptions {
  const command = new Command('board')
    .description('One simulated dual-bank device with the serial menu of AN4767, on a pseudo-terminal or a TCP port.')
    .option(
      '--part <name>',
      `${PART_NAMES.join(', ')} (default: that of the state file, else ${DEFAULT_PART})`,
      readPart,
    )
    .option(
      '--tcp <port>',
      'raw bytes on 127.0.0.1 instead of a pseudo-terminal; 0 takes a free port',
      readWhole(0, 65535),
    )
    .option('--baud <rate>', 'pace of the line at 8N1; "max" waits for nothing', readBaud, 115200)
    .option('--state <file>', 'keeps flash, EEPROM and option bytes between runs')
    .option('--image <file>', 'factory image in bank 1 (default: the reference firmware 1.0.0)')
    .option('--key <hex>', 'decrypts downloads with AES in counter mode: 16 bytes, or 32 where the part has AES-256')
    .option('--iv <hex>', '16 bytes; the last four count AES blocks')
    .option(
      '--cut-at <operation>',
      'cuts the power at the N-th hardware operation: N, or N:before, N:torn, N:after',
      readCut,
    )
    .addHelpText('after', EXAMPLES)
    .allowExcessArguments(false)
    .exitOverride();
  if (write) command.configureOutput({ writeOut: write, writeErr: write });
  const { key, iv, cutAt, ...rest } = command.parse(args, { from: 'user' }).opts<RawOptions>();
  if ((key === undefined) !== (iv === undefined)) throw faultOf('request_invalid', '--key and --iv go together');
  return {
    ...rest,
    part: rest.part,
    tcp: rest.tcp,
    state: rest.state,
    image: rest.image,
    cut: cutAt,
    decryption: key !== undefined && iv !== undefined ? { key, iv } : undefined,
  };
}

interface RawOptions {
  readonly part?: PartName;
  readonly tcp?: number;
  readonly baud: number | 'max';
  readonly state?: string;
  readonly image?: string;
  readonly key?: string;
  readonly iv?: string;
  readonly cutAt?: { at: number; moment: CutMoment };
}

/** The key for a part. */
export function decryptionFor(part: PartName, { decryption }: BoardOptions): AesSetup | undefined {
  return decryption && parseDecryption(part, decryption);
}

function readPart(text: string): PartName {
  const name = text.toUpperCase();
  if (!isPartName(name)) throw new InvalidArgumentError(`Known parts: ${PART_NAMES.join(', ')}.`);
  return name;
}

function readWhole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max)
      throw new InvalidArgumentError(`A whole number from ${min} to ${max}.`);
    return value;
  };
}

function readBaud(text: string): number | 'max' {
  return text === 'max' ? 'max' : readWhole(300, 4_000_000)(text);
}

function readCut(text: string): { at: number; moment: CutMoment } {
  const match = /^([1-9]\d{0,8})(?::(before|torn|after))?$/.exec(text);
  if (!match) throw new InvalidArgumentError('N, N:before, N:torn or N:after, with N from 1.');
  return { at: Number(match[1]), moment: (match[2] ?? 'torn') as CutMoment };
}
