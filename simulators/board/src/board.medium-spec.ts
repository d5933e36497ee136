import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { equalBytes, seededRng } from '@twinbank/primitives';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeMcu, Mcu } from '@twinbank/mcu';
import type { PartName } from '@twinbank/parts';

import { BoardProcess } from './testing/board-process.js';
import { sendBySb, sendByTest, type FileSender, type Sending } from './testing/file-sender.js';
import { openTerminal, type Terminal } from './testing/terminal.js';
import { firmwareOf } from './testing/virtual-terminal.js';

/** With TEST_SB, `sb` of lrzsz must be installed; without, the tests' own sender runs the same stories. */
const [senderName, send]: [string, FileSender] = process.env['TEST_SB']
  ? ['sb', sendBySb]
  : ['a sender of the tests', sendByTest];

const KEY = '2b7e151628aed2a6abf7158809cf4f3c';
const IV = 'f0f1f2f3f4f5f6f7f8f9fafb00000000';

jest.setTimeout(120_000);

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'twinbank-board-'));
  endings.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function file(bytes: Uint8Array, name = 'firmware.bin'): string {
  const path = join(scratch(), name);
  writeFileSync(path, bytes);
  return path;
}

interface Table {
  readonly board: BoardProcess;
  readonly terminal: Terminal;
  readonly download: (path: string, options?: Partial<Sending>) => Promise<{ said: string; content: boolean }>;
}

/** A board with a terminal that has received the first menu. */
async function start(part: PartName, ...args: string[]): Promise<Table> {
  const board = new BoardProcess(['--part', part, ...args]);
  endings.push(() => board.kill());
  const place = await board.place();
  const terminal = await openTerminal(place);
  endings.push(() => terminal.close());
  expect(await terminal.menu()).toContain(part);
  const download: Table['download'] = async (path, options) => {
    terminal.type('1');
    await terminal.until(/gives up\)\r\n/);
    const content = await send({ terminal, place, path, blockBytes: 1024, ...options });
    return { said: await terminal.menu(), content };
  };
  return { board, terminal, download };
}

async function wholeSequence({ terminal, download }: Table, path: string, blockBytes: 128 | 1024): Promise<void> {
  const { said, content } = await download(path, { blockBytes });
  expect(content).toBe(true);
  expect(said).toContain('Bank 2 holds version 1.1.0');
  expect(await terminal.choose('4')).toContain('Integrity: ok');
  expect(await terminal.choose('5')).toContain('firmware 1.1.0 running from bank 2');
  expect(await terminal.choose('6')).toContain('BFB2 is ON');
  expect(await terminal.choose('3')).toContain('done');
  expect(await terminal.choose('4')).toContain('The same bytes as the active bank');
  expect(await terminal.choose('5')).toContain('firmware 1.1.0 running from bank 1');
  const last = await terminal.choose('6');
  expect(last).toContain('BFB2 is OFF');
  expect(last).toContain('Last reset: power-on');
}

const openssl = (bytes: Uint8Array, key = KEY): Uint8Array =>
  new Uint8Array(
    execFileSync('openssl', ['enc', '-aes-128-ctr', '-K', key, '-iv', IV], { input: bytes, maxBuffer: 1 << 24 }),
  );

describe(`the sequence 1, 4, 5, 6, 3, 4, 5, 6 by hand, the file sent by ${senderName}`, () => {
  it('on a pseudo-terminal in blocks of 128 bytes', async () => {
    await wholeSequence(await start('STM32L083', '--baud', 'max'), file(firmwareOf('STM32L083', '1.1.0')), 128);
  });

  it('on a pseudo-terminal in blocks of 1024 bytes, encrypted by openssl', async () => {
    const table = await start('STM32L486', '--baud', 'max', '--key', KEY, '--iv', IV);
    await wholeSequence(table, file(openssl(firmwareOf('STM32L486', '1.1.0')), 'firmware.aes'), 1024);
  });

  it('over TCP in blocks of 1024 bytes', async () => {
    await wholeSequence(
      await start('STM32G474', '--tcp', '0', '--baud', 'max'),
      file(firmwareOf('STM32G474', '1.1.0')),
      1024,
    );
  });
});

describe(`a download by ${senderName}`, () => {
  it('takes the time of a line at 115200 8N1 and of the flash, and little more', async () => {
    const { download } = await start('STM32G474');
    const bytes = firmwareOf('STM32G474', '1.1.0').subarray(0, 30_000);
    const startMs = Date.now();
    expect((await download(file(bytes))).said).toContain('30000 bytes');
    const tookMs = Date.now() - startMs;
    const leastMs = (bytes.length / 11520) * 1000 + (bytes.length / 8) * 0.0817;
    expect(tookMs).toBeGreaterThan(leastMs);
    expect(tookMs).toBeLessThan(2 * leastMs + 4000);
  });

  it.each([
    ['a pseudo-terminal', []],
    ['TCP', ['--tcp', '0']],
  ] as const)('on %s is cancelled midway by the sender', async (_where, args) => {
    const { download, terminal } = await start('STM32G474', ...args);
    const { said, content } = await download(file(firmwareOf('STM32G474', '1.1.0')), { abortMs: 2500 });
    expect(content).toBe(false);
    expect(said).toMatch(/cancelled-by-sender[^]*Bank 2 holds no image now/);
    expect(await terminal.choose('5')).toContain('Not switched');
  });

  it('is refused if the file is larger than a bank', async () => {
    const { download } = await start('STM32L073', '--baud', 'max');
    const { said, content } = await download(file(new Uint8Array(100_000)));
    expect(content).toBe(false);
    expect(said).toMatch(/too-large[^]*Bank 2 was not touched/);
  });

  it('leaves no image if the key is wrong or the file was truncated', async () => {
    const plain = firmwareOf('STM32G484', '1.1.0');
    const { download, terminal } = await start('STM32G484', '--baud', 'max', '--key', KEY, '--iv', IV);
    expect((await download(file(openssl(plain, KEY.replace('2b', '2c'))))).said).toMatch(
      /image_wrong_format[^]*Wrong key/,
    );
    expect((await download(file(openssl(plain).subarray(0, 40_000)))).said).toContain('image_mismatch');
    expect(await terminal.choose('4')).toContain('no image');
    expect((await download(file(openssl(plain)))).said).toContain('Bank 2 holds version 1.1.0');
  });

  it('survives line noise', async () => {
    const rng = seededRng('line noise');
    let harmed = 0;
    const noise = (bytes: Uint8Array): Uint8Array => {
      if (rng.chance(0.94)) return bytes;
      harmed++;
      return rng.chance(0.5)
        ? bytes.map((byte, at) => (at === 10 ? byte ^ 0x20 : byte))
        : bytes.subarray(0, rng.below(bytes.length));
    };
    const { download } = await start('STM32L083', '--baud', 'max');
    const { said, content } = await download(file(firmwareOf('STM32L083', '1.1.0')), { line: noise });
    expect(harmed).toBeGreaterThan(0);
    expect(content).toBe(true);
    expect(said).toContain('Bank 2 holds version 1.1.0');
  });
});

describe('a board with a state file', () => {
  it('starts the old image after a power cut during a download and a killed process, and accepts the file again', async () => {
    const state = join(scratch(), 'board.json');
    const path = file(firmwareOf('STM32L476', '1.1.0'));
    const first = await start('STM32L476', '--state', state, '--cut-at', '2000');
    first.terminal.type('1');
    await first.terminal.until(/gives up\)\r\n/);
    const sending = sendByTest({ terminal: first.terminal, place: '', path, blockBytes: 1024 });
    while (!first.board.console.includes('power-off torn operation 2000'))
      await new Promise((later) => setTimeout(later, 20));
    await new Promise((later) => setTimeout(later, 1500));
    await first.board.kill();
    first.terminal.close();
    expect(await sending).toBe(false);

    const mcu = new Mcu({ part: 'STM32L476' });
    mcu.restoreState(decodeMcu(new Uint8Array(readFileSync(state)), mcu));
    expect(mcu.flash.tryRead({ bank: 2, offset: 0 }, 8).bytes).toEqual(new Uint8Array(8).fill(0xff));
    const written = mcu.flash.tryRead({ bank: 2, offset: 1024 }, 1024).bytes;
    expect(equalBytes(written, firmwareOf('STM32L476', '1.1.0').subarray(1024, 2048))).toBe(true);

    const second = await start('STM32L476', '--state', state, '--baud', 'max');
    second.terminal.type('\r');
    expect(await second.terminal.menu()).toMatch(/firmware 1\.0\.0 running from bank 1[^]*Other bank \(2\): no image/);
    expect((await second.download(path)).said).toContain('Bank 2 holds version 1.1.0');
    await second.board.quit();
    const third = await start('STM32L476', '--state', state, '--baud', 'max');
    expect(await third.terminal.choose('4')).toContain('image present, version 1.1.0');
  });

  it('keeps BFB2 and the switched bank after the process ended', async () => {
    const state = join(scratch(), 'board.json');
    const { board, terminal, download } = await start('STM32L083', '--state', state, '--baud', 'max');
    await download(file(firmwareOf('STM32L083', '1.1.0')));
    await terminal.choose('5');
    await terminal.choose('6');
    terminal.type('q');
    expect(await board.ended()).toBe(0);
    const again = new BoardProcess(['--state', state, '--baud', 'max']);
    endings.push(() => again.kill());
    const terminalAgain = await openTerminal(await again.place());
    endings.push(() => terminalAgain.close());
    expect(await terminalAgain.menu()).toContain('STM32L083: firmware 1.1.0 running from bank 2');
  });

  it('is refused for another part', async () => {
    const state = join(scratch(), 'board.json');
    const { terminal, board } = await start('STM32L083', '--state', state, '--baud', 'max');
    terminal.type('q');
    await board.ended();
    const other = new BoardProcess(['--state', state, '--part', 'STM32G474']);
    expect(await other.ended()).toBe(2);
    expect(other.console).toContain('holds a STM32L083, not a STM32G474');
  });
});

describe('the console of the board', () => {
  it('resets, cuts power and shows the state while waiting for a file', async () => {
    const { board, terminal } = await start('STM32G474', '--baud', 'max');
    terminal.type('1');
    await terminal.until(/gives up/);
    board.press('s');
    board.press('p');
    expect(await terminal.menu()).toContain('Last reset: power-on');
    board.press('r');
    expect(await terminal.menu()).toContain('Last reset: pin');
    expect(board.console).toContain('SYSCFG_MEMRMP.FB_MODE = 0');
  });

  it('suggests --tcp if there is no pseudo-terminal', async () => {
    const board = new BoardProcess(['--part', 'STM32L083'], { PATH: '' });
    expect(await board.ended()).toBe(2);
    expect(board.console).toMatch(/^board: no pseudo-terminal: .*--tcp PORT/m);
  });

  it('says what is wrong with an option', async () => {
    for (const [args, text] of [
      [['--part', 'STM32F4'], 'Known parts'],
      [['--part', 'STM32L073', '--key', KEY, '--iv', IV], 'no AES unit'],
      [['--image', '/nowhere.bin'], 'ENOENT'],
    ] as const) {
      const board = new BoardProcess(args);
      expect(await board.ended()).toBeGreaterThan(0);
      expect(board.console).toContain(text);
    }
  });

  it('refuses a second terminal on its TCP port', async () => {
    const { board, terminal } = await start('STM32L083', '--tcp', '0', '--baud', 'max');
    const second = await openTerminal(await board.place());
    endings.push(() => second.close());
    expect(await second.until(/\n/)).toContain('Another terminal is connected');
    expect(await terminal.choose('4')).toContain('Bank 2: empty');
  });
});
