import { describe, expect, it } from '@jest/globals';
import { paddedImage } from '@twinbank/image';
import { PART_NAMES, type PartName, PARTS } from '@twinbank/parts';
import { crc32Stm, equalBytes, seededRng } from '@twinbank/primitives';
import { createCipheriv } from 'node:crypto';

import { parseDecryption } from './decryption.js';
import { firmwareOf, foreignOf, newMcu, VirtualTerminal } from './testing/virtual-terminal.js';
import { ACK, CAN } from './ymodem/control-bytes.js';

const image = (part: PartName, version: '1.0.0' | '1.1.0' = '1.1.0') => ({
  name: `fw-${version}.bin`,
  bytes: firmwareOf(part, version),
});
const bankBytes = (terminal: VirtualTerminal, bank: 1 | 2, length: number): Uint8Array =>
  terminal.mcu.flash.tryRead({ bank, offset: 0 }, length).bytes;
/** Comparing large arrays with the matcher takes seconds. */
const bankHas = (terminal: VirtualTerminal, bank: 1 | 2, bytes: Uint8Array): boolean =>
  equalBytes(bankBytes(terminal, bank, bytes.length), bytes);
const KEY = '000102030405060708090a0b0c0d0e0f';
const IV = 'f0f1f2f3f4f5f6f7f8f9fafb00000000';
const encrypted = (bytes: Uint8Array, key = KEY): Uint8Array =>
  new Uint8Array(createCipheriv('aes-128-ctr', Buffer.from(key, 'hex'), Buffer.from(IV, 'hex')).update(bytes));

describe.each(PART_NAMES)('the sequence 1, 4, 5, 6, 3, 4, 5, 6 of AN4767 §6.4.3 on %s', (part) => {
  it.each([128, 1024] as const)(
    'brings a new version by blocks of %i bytes without a reset, and leaves both banks equal',
    (blockBytes) => {
      const terminal = new VirtualTerminal(newMcu(part));
      const { mcu } = terminal;
      const { bytes } = image(part);
      expect(terminal.read()).toContain(`${part}: firmware 1.0.0 running from bank 1`);

      expect(terminal.download(image(part), { blockBytes })).toContain('Bank 2 holds version 1.1.0');
      expect(bankHas(terminal, 2, bytes)).toBe(true);

      const checked = terminal.type('4');
      expect(checked).toContain('image present, version 1.1.0');
      expect(checked).toContain(
        PARTS[part].family === 'L0' ? 'as stored in data EEPROM' : 'Integrity: ok (presence only)',
      );
      expect(checked).toContain('Other bytes than the active bank');

      const switched = terminal.type('5');
      expect(switched).toMatch(/interrupts were off for [\d.]+ us/);
      expect(switched).toContain('firmware 1.1.0 running from bank 2');
      expect(mcu.syscfg.fbMode).toBe(1);

      expect(terminal.type('6')).toContain('BFB2 is ON');
      expect(mcu.optionBytes.stored?.bfb2).toBe(1);
      expect(terminal.type('3')).toContain('done');
      expect(terminal.type('4')).toContain('The same bytes as the active bank');
      expect(terminal.type('5')).toContain('firmware 1.1.0 running from bank 1');
      expect(terminal.type('6')).toContain('BFB2 is OFF');

      expect(bankHas(terminal, 1, bankBytes(terminal, 2, mcu.flash.bankBytes))).toBe(true);
      expect(mcu.lastBoot?.cause).toBe('power-on');
      expect([mcu.syscfg.fbMode, mcu.optionBytes.stored?.bfb2]).toEqual([0, 0]);
    },
  );
});

describe('option 1', () => {
  it('decrypts what OpenSSL encrypted, on the parts with an AES unit', () => {
    for (const part of ['STM32L083', 'STM32L486', 'STM32G484'] as const) {
      const terminal = new VirtualTerminal(newMcu(part), { decryption: parseDecryption(part, { key: KEY, iv: IV }) });
      const { bytes } = image(part);
      expect(terminal.download({ name: 'fw.aes', bytes: encrypted(bytes) })).toContain(
        'decrypted.\r\nBank 2 holds version 1.1.0',
      );
      expect(bankHas(terminal, 2, bytes)).toBe(true);
    }
  });

  it('leaves no image if the key differs, the file is plain, or it is encrypted and no key is set', () => {
    const part = 'STM32L083';
    const { bytes } = image(part);
    const keyed = (): VirtualTerminal =>
      new VirtualTerminal(newMcu(part), { decryption: parseDecryption(part, { key: KEY, iv: IV }) });
    const wrong = { name: 'fw.aes', bytes: encrypted(bytes, KEY.replaceAll('0', 'f')) };
    for (const [terminal, file] of [
      [keyed(), wrong],
      [keyed(), image(part)],
      [new VirtualTerminal(newMcu(part)), wrong],
    ] as const) {
      expect(terminal.download(file)).toMatch(
        /Not an image \(image_wrong_format\)[^]*encrypted or compressed[^]*holds no image now/,
      );
      expect(terminal.type('4')).toContain('no image');
      expect(terminal.type('5')).toContain('Not switched');
      expect(terminal.mcu.flash.activeBank).toBe(1);
    }
  });

  it('refuses a file larger than a bank before the bank is changed', () => {
    const terminal = new VirtualTerminal(newMcu('STM32L073'));
    terminal.download(image('STM32L073'));
    const before = terminal.mcu.power.count;
    expect(terminal.download({ name: 'big.bin', bytes: new Uint8Array(96 * 1024 + 1) })).toMatch(
      /too-large[^]*was not touched/,
    );
    expect(terminal.mcu.power.count).toBe(before);
    expect(terminal.type('4')).toContain('Integrity: ok');
  });

  it('leaves no image of a truncated file, whether the sender or the file ends early', () => {
    const { bytes } = image('STM32G474');
    const cutFile = bytes.subarray(0, 50_000);
    const terminal = new VirtualTerminal(newMcu('STM32G474'));
    expect(terminal.download({ name: 'cut.bin', bytes: cutFile, announced: bytes.length })).toMatch(
      /truncated[^]*holds no image now/,
    );
    expect(terminal.download({ name: 'cut.bin', bytes: cutFile })).toMatch(/image_mismatch[^]*holds no image now/);
    expect(terminal.type('5')).toContain('Not switched');
  });

  it('accepts a file whose length the sender does not state', () => {
    const terminal = new VirtualTerminal(newMcu('STM32G484'));
    expect(terminal.download({ ...image('STM32G484'), announced: undefined })).toContain('Bank 2 holds version 1.1.0');
  });

  it('survives a line that damages, loses and adds bytes', () => {
    const rng = seededRng('noise');
    const line = (packet: Uint8Array): Uint8Array => {
      if (rng.chance(0.8)) return packet;
      if (rng.chance(0.3)) return packet.subarray(0, rng.below(packet.length));
      if (rng.chance(0.3)) return Uint8Array.of(...rng.bytes(rng.below(20)).map((byte) => byte | 0x40), ...packet);
      const at = rng.below(packet.length);
      return packet.map((byte, i) => (i === at ? byte ^ (1 << rng.below(8)) : byte));
    };
    const terminal = new VirtualTerminal(newMcu('STM32L083'));
    expect(terminal.download(image('STM32L083'), { blockBytes: 128, line })).toContain('Bank 2 holds version 1.1.0');
    expect(bankHas(terminal, 2, image('STM32L083').bytes)).toBe(true);
  });

  it('is cancelled by two CAN of the sender, or by hand before it begins', () => {
    const terminal = new VirtualTerminal(newMcu('STM32L476'));
    const said = terminal.download(image('STM32L476'), {
      line: (packet, number) => (number === 20 ? Uint8Array.of(CAN, CAN, CAN) : packet),
    });
    expect(said).toMatch(/cancelled-by-sender[^]*Bank 2 holds no image now/);
    const byHand = terminal.download(image('STM32L476'), { line: () => Uint8Array.of(CAN, CAN) });
    expect(byHand).toMatch(/cancelled-by-sender[^]*was not touched/);
  });

  it('writes the first program unit last: a power cut at any earlier operation leaves nothing that starts', () => {
    const whole = new VirtualTerminal(newMcu('STM32G484'));
    const first = whole.mcu.power.count;
    whole.download(image('STM32G484'));
    const operations = whole.mcu.power.count - first;
    const rng = seededRng('cuts');
    for (const at of [3, 4, 5, operations, ...Array.from({ length: 6 }, () => 4 + rng.below(operations - 4))]) {
      const terminal = new VirtualTerminal(newMcu('STM32G484'), {
        cut: { at, moment: at === operations ? 'before' : 'torn' },
      });
      expect(terminal.download(image('STM32G484'))).toMatch(
        /firmware 1.0.0 running from bank 1[^]*Other bank \(2\): (empty|no image|unreadable)/,
      );
      expect(terminal.notes.join()).toContain('power-off');
      expect(terminal.download(image('STM32G484'))).toContain('Bank 2 holds version 1.1.0');
    }
  });
});

describe('the other options', () => {
  it('2 erases the other bank, which then cannot be switched to', () => {
    const terminal = new VirtualTerminal(newMcu('STM32L083'));
    terminal.type('3');
    expect(terminal.type('4')).toContain('The same bytes');
    expect(terminal.type('2')).toContain('bank 2 is empty');
    expect(terminal.type('4')).toContain('Bank 2: empty');
    expect(terminal.type('5')).toContain('Not switched');
  });

  it('4 finds a changed word on L0 by the CRC in EEPROM, also after the halves of the EEPROM were swapped', () => {
    const terminal = new VirtualTerminal(newMcu('STM32L083'));
    const { mcu } = terminal;
    terminal.download(image('STM32L083'));
    terminal.type('5');
    expect(terminal.type('4')).toMatch(
      /Bank 1: image present, version 1\.0\.0[^]*as stored in data EEPROM[^]*Integrity: ok/,
    );
    terminal.type('5');
    mcu.flash.unlock();
    mcu.flash.erasePages(mcu.flash.pageTarget(2, 300));
    mcu.flash.lock();
    expect(terminal.type('4')).toMatch(/but [0-9A-F]{8} is stored in data EEPROM[^]*Integrity: FAILED/);
  });

  it('5 refuses an image whose swap section differs', () => {
    const terminal = new VirtualTerminal(newMcu('STM32L486'));
    const { name, bytes } = image('STM32L486');
    terminal.download({ name, bytes: bytes.map((byte, at) => (at === 0x410 ? byte ^ 1 : byte)) });
    expect(terminal.type('5')).toContain('swap_section_differs');
    expect(terminal.mcu.flash.activeBank).toBe(1);
  });

  it('5 puts the vector table of the running bank into its own RAM copy', () => {
    const terminal = new VirtualTerminal(newMcu('STM32G474'));
    const { scb } = terminal.mcu;
    expect(scb.vtor).toBe(0x10000000);
    terminal.download(image('STM32G474'));
    terminal.type('5');
    expect(scb.vtor).toBe(0x10000800);
    expect(terminal.mcu.vector(15)).toBeGreaterThan(0);
    terminal.type('5');
    expect(scb.vtor).toBe(0x10000000);
  });

  it('6 is stored at once and takes effect at the next power-on', () => {
    const terminal = new VirtualTerminal(newMcu('STM32L476'));
    terminal.download(image('STM32L476'));
    terminal.type('6');
    expect(terminal.type('r')).toContain('firmware 1.0.0 running from bank 1');
    expect(terminal.type('p')).toContain('firmware 1.1.0 running from bank 2');
    expect(terminal.type('s')).toContain('the boot ROM started bank 2');
  });

  it('s shows the banks, BFB2, the remap bit, versions, checksums, counters and time', () => {
    const terminal = new VirtualTerminal(newMcu('STM32L083'));
    terminal.download(image('STM32L083'));
    const state = terminal.type('s');
    expect(state).toMatch(
      /bank 1 \(active\): firmware 1\.0\.0, 66304 bytes, CRC-32 [0-9A-F]{8}, EEPROM has [0-9A-F]{8}, counter 1, RAM layout 1/,
    );
    expect(state).toMatch(/bank 2 \(other\): firmware 1\.1\.0, .* counter 2, RAM layout 2/);
    expect(state).toContain('SYSCFG_CFGR1.UFB = 0');
    expect(state).toContain('BFB2 stored 0, acting 0');
    expect(state).toMatch(/simulated time \d+\.\d{3} s, \d+ hardware operations/);
  });

  it('Enter draws the menu, other keys do nothing, q ends', () => {
    const terminal = new VirtualTerminal(newMcu('STM32L083'));
    expect(terminal.type('\r')).toContain(' 6  Toggle');
    expect(terminal.type('x\n7')).toBe('');
    terminal.type('q');
    expect(terminal.quit).toBe(true);
  });

  it('keys typed early are handled in their turn', () => {
    const terminal = new VirtualTerminal(newMcu('STM32L083'));
    expect(terminal.type('34')).toMatch(/Rewriting[^]*The same bytes/);
  });
});

describe('the bench', () => {
  it('cuts the power in the middle of option 3, and the old image starts', () => {
    const terminal = new VirtualTerminal(newMcu('STM32L083'));
    terminal.input({ type: 'bytes', bytes: new TextEncoder().encode('3') });
    for (let i = 0; i < 40; i++) terminal.input({ type: 'timeout' });
    terminal.read();
    terminal.press('p');
    expect(terminal.notes.join()).toContain('power-off torn');
    expect(terminal.read()).toMatch(/running from bank 1[^]*Other bank \(2\): no image/);
  });

  it('resets in the middle of a download', () => {
    const terminal = new VirtualTerminal(newMcu('STM32L476'));
    const said = terminal.download(image('STM32L476'), {
      line: (packet, number) => {
        if (number === 30) terminal.press('r');
        return packet;
      },
    });
    expect(said).toContain('Last reset: pin');
  });

  it('reports that nothing runs if BFB2 is off and bank 1 was being rewritten', () => {
    const terminal = new VirtualTerminal(newMcu('STM32L476'));
    terminal.download(image('STM32L476'));
    terminal.type('5');
    terminal.type('2');
    expect(terminal.type('p')).toContain('No program runs');
    expect(terminal.type('s')).toContain('started nothing (locked-up)');
    expect(terminal.type('1')).toBe('');
  });

  it('shows the risk in the sequence: BFB2 that is stored but not loaded does not protect against a reset in option 3, once loaded it does', () => {
    for (const loaded of [false, true]) {
      const terminal = new VirtualTerminal(newMcu('STM32L476'));
      terminal.download(image('STM32L476'));
      terminal.type('5');
      terminal.type('6');
      if (loaded) terminal.type('p');
      terminal.input({ type: 'bytes', bytes: new TextEncoder().encode('3') });
      for (let i = 0; i < 20; i++) terminal.input({ type: 'timeout' });
      terminal.read();
      terminal.press('r');
      expect(terminal.read()).toContain(loaded ? 'firmware 1.1.0 running from bank 2' : 'No program runs');
      terminal.press('p');
      expect(terminal.read()).toContain('firmware 1.1.0 running from bank 2');
    }
  });

  it('lets option 6 repair an interrupted change of the option bytes', () => {
    const terminal = new VirtualTerminal(newMcu('STM32L476'));
    terminal.download(image('STM32L476'));
    terminal.mcu.power.cutAt(terminal.mcu.power.count + 2, 'before');
    expect(terminal.type('6')).toContain('firmware 1.1.0 running from bank 2');
    expect(terminal.type('s')).toContain('OPTVERR');
    expect(terminal.type('2')).toContain('The flash refused: WRPERR');
    expect(terminal.download(image('STM32L476'))).toContain('The flash refused: WRPERR');
    expect(terminal.type('6')).toContain('factory values are stored again');
    expect(terminal.type('p')).toContain('running from bank 2');
    expect(terminal.type('2')).toContain('bank 1 is empty');
  });

  it('draws the menu for a terminal that connects, but not during a transfer', () => {
    const terminal = new VirtualTerminal(newMcu('STM32L083'));
    terminal.read();
    terminal.input({ type: 'attached' });
    expect(terminal.read()).toContain(' 1  Download');
    terminal.type('1');
    terminal.input({ type: 'attached' });
    expect(terminal.read()).toBe('');
    expect(ACK).toBe(6);
  });
});

describe.each(['STM32L083', 'STM32G484', 'STM32L476'] as const)(
  'the CRC of an image whose file is not a whole number of program units, on %s',
  (part) => {
    it('is that of the padded image everywhere: in options 1 and 4, in the state, in data EEPROM', () => {
      const bytes = foreignOf(part);
      expect(bytes.length % 64).not.toBe(0);
      const crc = crc32Stm(paddedImage(bytes)).toString(16).toUpperCase().padStart(8, '0');
      const terminal = new VirtualTerminal(newMcu(part));
      expect(terminal.download({ name: 'blink.bin', bytes })).toContain(
        `padded with FF to ${paddedImage(bytes).length} bytes, CRC-32 ${crc}.`,
      );
      const checked = terminal.type('4');
      expect(checked).toContain(`CRC-32   ${crc}`);
      expect(checked).toContain('Integrity: ok');
      expect(checked).not.toContain('is stored in data EEPROM');
      const state = terminal
        .type('s')
        .split('\r\n')
        .find((line) => line.startsWith('bank 2'))!;
      expect(state).toContain(`${paddedImage(bytes).length} bytes, CRC-32 ${crc}`);
      expect(state.includes(`EEPROM has ${crc}`)).toBe(part === 'STM32L083');
    });
  },
);

it.each(['STM32L083', 'STM32G484'] as const)(
  'an image linked for use behind a boot loader is refused by the board on %s',
  (part) => {
    const terminal = new VirtualTerminal(newMcu(part));
    const said = terminal.download({ name: 'app.bin', bytes: foreignOf(part, '-behind-boot-loader') });
    expect(said).toMatch(/image_linked_elsewhere[^]*linked for behind a boot loader[^]*holds no image now/);
    expect(terminal.type('5')).toContain('Not switched');
  },
);

it('an image whose end equals erased flash of the L0 keeps its length, by data EEPROM', () => {
  const bytes = new Uint8Array(4000);
  bytes.set(foreignOf('STM32L083'));
  const crc = crc32Stm(paddedImage(bytes)).toString(16).toUpperCase().padStart(8, '0');
  const terminal = new VirtualTerminal(newMcu('STM32L083'));
  expect(terminal.download({ name: 'zeros.bin', bytes: bytes.subarray(0, 3968) })).toContain(
    'Bank 2 holds an image without version, CRC-32',
  );
  expect(terminal.type('s')).toMatch(/bank 2 \(other\): [^\r]*, 3968 bytes, CRC-32 (\w{8}), EEPROM has \1/);
  expect(terminal.download({ name: 'zeros.bin', bytes })).toContain(`padded with FF to 4032 bytes, CRC-32 ${crc}`);
});
