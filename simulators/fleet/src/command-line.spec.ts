import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { fleetCommand, type FleetCommand, type NewFleet, type RunOptions } from './command-line.js';

async function parse(line: string, environment: Record<string, string> = {}): Promise<FleetCommand> {
  let said: FleetCommand | undefined;
  const command = fleetCommand(environment, async (parsed) => void (said = parsed)).configureOutput({
    writeErr: () => undefined,
  });
  await command.parseAsync(line.split(' '), { from: 'user' });
  return said!;
}

/** Parses the command line of a new fleet. */
async function parseNew(line: string, environment: Record<string, string> = {}): Promise<NewFleet & RunOptions> {
  const command = await parse(line, environment);
  if (command.resume) throw new Error('the fleet comes back');
  return command;
}

describe('the fleet command line', () => {
  it('has a default for every optional setting', async () => {
    const command = await parseNew('--devices 3 --product pump --token abc');
    expect(command).toMatchObject({
      devices: 3,
      product: 'pump',
      token: 'abc',
      server: 'http://127.0.0.1:3000',
      flashTime: 'skip',
      untilIdle: false,
      imageVersion: '1.0.0',
      password: 'token',
    });
    expect(command.seed).not.toBe('');
    expect(command.processes).toBeLessThanOrEqual(3);
  });

  it('reads the token from a file, so that it is on no command line', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twinbank-fleet-'));
    const file = join(folder, 'token');
    writeFileSync(file, 'from-a-file\n');
    expect((await parseNew(`--devices 1 --product p --token-file ${file}`, { TWINBANK_TOKEN: 'xyz' })).token).toBe(
      'from-a-file',
    );
    expect((await parseNew('--devices 1 --product p', { TWINBANK_TOKEN_FILE: file })).token).toBe('from-a-file');
    expect(
      (await parseNew('--devices 1 --product p', { TWINBANK_TOKEN: 'xyz', TWINBANK_TOKEN_FILE: file })).token,
    ).toBe('xyz');
    await expect(parse(`--devices 1 --product p --token-file ${folder}/none`)).rejects.toThrow(
      /cannot be read \(ENOENT\)/,
    );
    writeFileSync(file, '\n');
    await expect(parse(`--devices 1 --product p --token-file ${file}`)).rejects.toThrow(/is empty/);
    rmSync(folder, { recursive: true });
  });

  it('warns about a token on the command line', async () => {
    let heard = '';
    const command = fleetCommand({}, async () => undefined).configureOutput({ writeErr: (text) => (heard += text) });
    await command.parseAsync('--devices 1 --product p --token t'.split(' '), { from: 'user' });
    expect(heard).toContain('--token-file');
  });

  it('takes the token from the environment', async () => {
    expect((await parseNew('--devices 1 --product p', { TWINBANK_TOKEN: 'xyz' })).token).toBe('xyz');
    await expect(parse('--devices 1 --product p')).rejects.toThrow(/token/);
  });

  it('reads rates, times and files', async () => {
    const command = await parse(
      '--devices 9 --product p --token t --seed s1 --lose 0.02 --power-cut 1 --self-test-fail .5 --duration 2.5 --report r.json --window 8 --processes 4',
    );
    expect(command.rates).toEqual({
      lose: 0.02,
      repeat: 0,
      reorder: 0,
      corrupt: 0,
      disconnect: 0,
      powerCut: 1,
      selfTestFail: 0.5,
      sicken: 0,
      postpone: 0,
      chipRefuse: 0,
      chipSlow: 0,
      chipForget: 0,
      choose: 0,
    });
    expect(command.sickenAfterMs).toBe(30_000);
    expect(command).toMatchObject({ seed: 's1', durationMs: 2500, report: 'r.json', window: 8, processes: 4 });
  });

  it('reads what each device says of itself', async () => {
    expect(await parse('--devices 9 --product p --token t --attributes {"line":3,"board":"rev-c"}')).toMatchObject({
      attributes: { line: 3, board: 'rev-c' },
    });
  });

  it('reads how many devices a new image makes worse, and after how long', async () => {
    expect(await parse('--devices 9 --product p --token t --sicken 0.1 --after 5m')).toMatchObject({
      rates: { sicken: 0.1 },
      sickenAfterMs: 300_000,
    });
  });

  it('reads which other chips are on the boards, and what goes wrong with them', async () => {
    const line = '--devices 9 --product p --token t --companions radio:32768,charger';
    expect(await parse(`${line} --chip-refuse 0.2 --chip-slow 0.1 --chip-forget 1`)).toMatchObject({
      companions: [
        { target: 'radio', slotBytes: 32_768 },
        { target: 'charger', slotBytes: 65_536 },
      ],
      rates: { chipRefuse: 0.2, chipSlow: 0.1, chipForget: 1 },
    });
    expect(await parse('--devices 9 --product p --token t')).not.toHaveProperty('companions');
  });

  it('reads how many applications put swaps off, and for how long', async () => {
    expect(await parse('--devices 9 --product p --token t --postpone 0.3 --postpone-for 10m')).toMatchObject({
      rates: { postpone: 0.3 },
      postponeMs: 600_000,
    });
    expect(await parse('--devices 9 --product p --token t --postpone 1')).not.toHaveProperty('postponeMs');
    expect(await parse('--devices 9 --product p --token t --choose 0.3 --choose-after 10m')).toMatchObject({
      rates: { choose: 0.3 },
      chooseMs: 600_000,
    });
  });

  it('makes a fleet that is kept, and brings it back without asking again for its identity', async () => {
    expect(await parse('--devices 2 --product p --token t --state kept')).toMatchObject({
      resume: false,
      state: 'kept',
      devices: 2,
    });
    expect(await parse('--state kept --resume --lose 0.1')).toMatchObject({
      resume: true,
      state: 'kept',
      rates: { lose: 0.1 },
    });
  });

  it.each([
    ['--resume', /--state/],
    ['--resume --state kept --devices 3', /--devices/],
    ['--resume --state kept --seed s', /--seed/],
    ['--resume --state kept --companions radio', /--companions/],
    ['--product p --token t', /--devices/],
    ['--devices 1 --token t', /--product/],
  ])('says what is wrong with %s', (line, what) => expect(parse(line)).rejects.toThrow(what));

  it('reads the line of a device, with and without a round trip time', async () => {
    expect((await parse('--devices 1 --product p --token t --line 2500:1400')).line).toEqual({
      bytesPerS: 2500,
      roundTripMs: 1400,
    });
    expect((await parse('--devices 1 --product p --token t --line 800')).line).toEqual({
      bytesPerS: 800,
      roundTripMs: 0,
    });
    expect(await parse('--devices 1 --product p --token t')).not.toHaveProperty('line');
  });

  it.each([
    '--devices 0',
    '--devices 1.5',
    '--devices many',
    '--devices 1 --lose 2',
    '--devices 1 --lose -1',
    '--devices 1 --flash-time fast',
    '--devices 1 --duration 0',
    '--devices 1 --attributes {"line":[3]}',
    '--devices 1 --attributes line=3',
    '--devices 1 --sicken 2',
    '--devices 1 --postpone 2',
    '--devices 1 --postpone-for 0s',
    '--devices 1 --after 30',
    '--devices 1 --after 0s',
    '--devices 1 --after 200h',
    '--devices 1 --mqtt localhost:1883',
    '--devices 1 --password secret',
    '--devices 1 --line slow',
    '--devices 1 --line 2500:1.4',
    '--devices 1 --line 50:100',
    '--devices 1 --companions radio,radio',
    '--devices 1 --companions radio:64k',
    '--devices 1 --chip-refuse 2',
    '--devices 1 --unknown',
  ])('refuses %s', (line) => expect(parse(`${line} --product p --token t`)).rejects.toThrow());
});
