import { describe, expect, it } from '@jest/globals';

import { parseCommandLine } from './command-line.js';

/** What a refused command line writes. */
function refusal(...args: string[]): string {
  let text = '';
  expect(() => parseCommandLine(args, (written) => (text += written))).toThrow();
  return text;
}

describe('the command line', () => {
  it('needs no option', () => {
    expect(parseCommandLine([])).toEqual({
      part: undefined,
      tcp: undefined,
      baud: 115200,
      state: undefined,
      image: undefined,
      cut: undefined,
      decryption: undefined,
    });
  });

  it('accepts every option', () => {
    const args =
      '--part stm32l486 --tcp 0 --baud max --state a.json --image fw.bin --key 00 --iv 11 --cut-at 12:before'.split(
        ' ',
      );
    expect(parseCommandLine(args)).toEqual({
      part: 'STM32L486',
      tcp: 0,
      baud: 'max',
      state: 'a.json',
      image: 'fw.bin',
      cut: { at: 12, moment: 'before' },
      decryption: { key: '00', iv: '11' },
    });
    expect(parseCommandLine(['--cut-at', '7'])).toMatchObject({ cut: { at: 7, moment: 'torn' } });
    expect(parseCommandLine(['--baud', '9600'])).toMatchObject({ baud: 9600 });
  });

  it('names what is wrong', () => {
    expect(refusal('--part', 'STM32F407')).toContain('Known parts: STM32L073');
    expect(refusal('--tcp', '70000')).toContain('from 0 to 65535');
    expect(refusal('--baud', '12')).toContain('from 300');
    expect(refusal('--cut-at', '0')).toContain('N:torn');
    expect(refusal('--nothing')).toContain('unknown option');
    expect(refusal('extra')).toContain('too many arguments');
    expect(() => parseCommandLine(['--key', '00'])).toThrow('go together');
  });

  it('explains itself', () => {
    const help = refusal('--help');
    for (const word of [
      '--part',
      '--tcp',
      '--baud',
      '--state',
      '--image',
      '--key',
      '--iv',
      '--cut-at',
      'openssl enc -aes-128-ctr',
      'sb -k',
    ])
      expect(help).toContain(word);
  });
});
