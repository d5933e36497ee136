import { availableParallelism } from 'node:os';

import { Command, InvalidArgumentError, Option } from 'commander';

import { isFault } from '@twinbank/primitives';
import { readAttributes, readJsonObject, type Attributes } from '@twinbank/protocol';

import { CHIP_LIST_RULE, readChipList, type ChipOption } from './chips/chip-list.js';
import type { FlashTime } from './device/device-time.js';
import type { FaultRates } from './line/fault-rates.js';
import { LINE_SHAPE_RULE, readLineShape, type LineShape } from './line/line-shape.js';
import { readTokenFile, TOKEN_SEEN, tokenOf } from './server/operator-token.js';

/** How a fleet is run, whether it is new or comes back. */
export interface RunOptions {
  /** Where devices connect; by default what the server says. */
  readonly mqtt?: string;
  /** What devices show the broker: a token that the server reads, or the fixed password of brokers with a password file. */
  readonly password: 'token' | 'broker';
  readonly processes: number;
  readonly flashTime: FlashTime;
  /** Blocks asked for ahead; by default the agent's own choice. */
  readonly window?: number;
  /** What each device says of itself; by default nothing. */
  readonly attributes?: Attributes;
  readonly untilIdle: boolean;
  /** Milliseconds after which the run ends. */
  readonly durationMs?: number;
  readonly report?: string;
  readonly rates: FaultRates;
  /** How long a device that sickens runs a new image before it shows. */
  readonly sickenAfterMs: number;
  /** How long applications put swaps off that do; by default for as long as they may. */
  readonly postponeMs?: number;
  /** How long after it was first asked an application chooses a release. */
  readonly chooseMs?: number;
  /** Rate and round trip of each device's line; by default unlimited. */
  readonly line?: LineShape;
}

/** A new fleet: provisioned on a server, with a factory image. */
export interface NewFleet {
  readonly resume: false;
  readonly devices: number;
  readonly product: string;
  readonly server: string;
  readonly token: string;
  readonly seed: string;
  /** Factory image and its version; by default the reference firmware. */
  readonly image?: string;
  readonly imageVersion: string;
  readonly hardware?: string;
  /** The other chips on its boards; by default none. */
  readonly companions?: readonly ChipOption[];
  /** Folder in which the fleet is kept from now on, so that it can come back. */
  readonly state?: string;
}

/** A fleet that comes back from the folder in which it is kept. */
export interface KeptFleet {
  readonly resume: true;
  readonly state: string;
}

/** The parsed command line. */
export type FleetCommand = RunOptions & (NewFleet | KeptFleet);

/** So many bytes of attributes fit into a hello with everything else. */
const ATTRIBUTES_BYTES_MAX = 4096;

const EXAMPLES = `
Examples:
  100 devices of product motor-g4 that take whatever campaigns bring, until Ctrl-C:
    $ npm run fleet -- --devices 100 --product motor-g4 --token-file .twinbank/admin-token

  5000 devices, flash as slow as on the chip, on a bad line; ends when all have been updated:
    $ npm run fleet -- --devices 5000 --product motor-g4 --token-file .twinbank/admin-token --flash-time real \\
        --lose 0.02 --reorder 0.01 --power-cut 0.05 --until-idle --report fleet.json

  A release that slowly makes a tenth of the devices worse, half a minute after they began to run it:
    $ npm run fleet -- --devices 200 --product motor-g4 --token-file .twinbank/admin-token --sicken 0.1 --after 30s

  50 devices with a radio and a charger beside the microcontroller; in a fifth of them one chip takes nothing at first:
    $ npm run fleet -- --devices 50 --product motor-g4 --token-file .twinbank/admin-token --companions radio:32768,charger \\
        --chip-refuse 0.2 --until-idle

  20 devices on slow lines, of 2.5 kB a second each way and 0.7 s until a byte is there:
    $ npm run fleet -- --devices 20 --product motor-g4 --token-file .twinbank/admin-token --line 2500:1400 --until-idle

  A fleet that can be stopped, or killed, and comes back with the same devices, keys and flash content:
    $ npm run fleet -- --devices 500 --product motor-g4 --state motor-fleet
    $ npm run fleet -- --state motor-fleet --resume --until-idle

The same seed makes the same devices, which meet the same faults. The token may also be in TWINBANK_TOKEN, its
file in TWINBANK_TOKEN_FILE.
Exit code: 0 where every device ended as it should, 1 where one did not, 2 where the run could not be made.
`;

const DEVICES_MAX = 200_000;

/** The command line of the fleet simulator; `run` receives the parsed options. */
export function fleetCommand(
  environment: Readonly<Record<string, string | undefined>>,
  run: (command: FleetCommand) => Promise<void>,
): Command {
  const fleet = new Command('fleet')
    .description(
      'Simulates a fleet of dual-bank devices: provisions them as a factory would, connects them over MQTT, runs their update agents.',
    )
    .option('--devices <n>', 'how many', wholeNumber(1, DEVICES_MAX))
    .option('--product <name>', 'the product that they are, as created on the server')
    .option('--server <url>', 'REST address of the server', 'http://127.0.0.1:3000')
    .option('--token-file <file>', 'file with an operator token of scope operate', readTokenFile)
    .addOption(new Option('--token <token>', 'the token itself, which others on the machine can read then').hideHelp())
    .option('--mqtt <url>', 'where devices connect, instead of where the server says', mqttUrl)
    .addOption(
      new Option(
        '--password <kind>',
        'what devices show the broker: a token, or their fixed password for one that has a password file (see docs/brokers.md)',
      )
        .choices(['token', 'broker'])
        .default('token'),
    )
    .option('--seed <text>', 'decides ids and faults; a new one each time unless told')
    .option('--processes <n>', 'worker processes', wholeNumber(1, 256))
    .addOption(
      new Option('--flash-time <mode>', 'whether flash operations take their time')
        .choices(['real', 'skip'])
        .default('skip'),
    )
    .option('--window <blocks>', 'blocks that an agent asks for ahead', wholeNumber(1, 256))
    .option('--attributes <json>', 'what each device says of itself: {"line": 3, "board": "rev-c"}', attributesIn)
    .option('--image <file>', 'factory image (.bin) instead of the reference firmware')
    .option('--image-version <version>', 'version of the factory image', '1.0.0')
    .option('--hardware <revision>', 'hardware revision; the product’s first unless told')
    .option(
      '--companions <chips>',
      'other chips on each board, with the bytes that each takes: radio:32768,charger',
      chips,
    )
    .option('--until-idle', 'end once every device has ended a job and nothing happens any more', false)
    .option('--duration <seconds>', 'end after this time', seconds)
    .option('--report <file>', 'write how each device ended, as JSON')
    .option('--state <folder>', 'keep identities, keys and flash of the devices there (the folder then holds secrets)')
    .option('--resume', 'go on with the fleet that --state keeps; its devices were without power meanwhile', false)
    .option(
      '--line <bytes/s:ms>',
      'what the line of each device carries each way, and its round trip: 2500:1400, or 2500',
      lineShape,
    );
  return withFaults(fleet)
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(--help shows all options and examples)')
    .exitOverride()
    .action((said: Parsed, command: Command) => {
      if (said.token !== undefined) command.configureOutput().writeErr?.(TOKEN_SEEN);
      const token = said.tokenFile ?? said.token ?? (said.resume ? undefined : tokenOf(environment));
      const options: Parsed = { ...said, ...(token !== undefined && { token }) };
      const missing = missingOf(options);
      if (missing) command.error(`error: ${missing}`);
      return run(toCommand(options));
    });
}

/** Adds what can go wrong, by shares of blocks and of devices. */
function withFaults(command: Command): Command {
  const rate = (flags: string, text: string): Option =>
    new Option(`${flags} <fraction>`, text).argParser(fraction).default(0);
  return command
    .addOption(rate('--lose', 'of blocks: never arrive'))
    .addOption(rate('--repeat', 'of blocks: arrive twice'))
    .addOption(rate('--reorder', 'of blocks: arrive after the next one'))
    .addOption(rate('--corrupt', 'of blocks: arrive with a wrong bit'))
    .addOption(rate('--disconnect', 'of devices: lose their connection once'))
    .addOption(rate('--power-cut', 'of devices: lose their power once, at a random operation'))
    .addOption(rate('--self-test-fail', 'of devices: the new image fails its self-test'))
    .addOption(rate('--sicken', 'of devices: a new image makes them worse, with resets and missed deadlines'))
    .addOption(rate('--postpone', 'of devices: the application puts swaps off, where the campaign allows it'))
    .addOption(rate('--chip-refuse', 'of devices with other chips: one of them takes nothing in the first job'))
    .addOption(
      rate('--chip-slow', 'of devices with other chips: one of them takes seconds for each step of the first job'),
    )
    .addOption(rate('--chip-forget', 'of devices with other chips: one of them loses once what it was brought'))
    .option('--postpone-for <duration>', 'how long it does: 30s, 5m, 1h; without it, for as long as it may', duration)
    .addOption(rate('--choose', 'of devices: the application has a release swapped to, where the choice is its own'))
    .option('--choose-after <duration>', 'how long after it could first: 30s, 5m, 1h; without it, at once', duration)
    .option(
      '--after <duration>',
      'how long a new image runs before it makes them worse: 30s, 5m, 1h',
      duration,
      30_000,
    );
}

type Parsed = Omit<RunOptions, 'rates' | 'durationMs' | 'sickenAfterMs' | 'postponeMs' | 'chooseMs'> &
  Omit<NewFleet, 'resume' | 'seed' | 'devices' | 'product' | 'token'> &
  FaultRates & {
    resume: boolean;
    seed?: string;
    devices?: number;
    product?: string;
    token?: string;
    tokenFile?: string;
    processes?: number;
    duration?: number;
    after: number;
    postponeFor?: number;
    chooseAfter?: number;
  };

/** Options that describe the devices: a fleet that comes back already has them. */
const NEW_ONLY = ['devices', 'product', 'seed', 'image', 'hardware', 'companions'] as const;

/** What is missing on the command line, or not allowed there. */
function missingOf(options: Parsed): string | undefined {
  if (!options.resume) {
    const missing = (['devices', 'product', 'token'] as const).find((name) => options[name] === undefined);
    return missing && `required option '--${missing === 'token' ? 'token-file' : missing}' not specified`;
  }
  if (options.state === undefined) return "option '--resume' needs '--state <folder>', where the fleet is kept";
  const given = NEW_ONLY.find((name) => options[name] !== undefined);
  return given && `option '--${given}' cannot be used with '--resume': the fleet stays what it is`;
}

function toCommand(options: Parsed): FleetCommand {
  const {
    attributes,
    mqtt,
    password,
    flashTime,
    window,
    line,
    untilIdle,
    report,
    duration: runsS,
    processes,
  } = options;
  const common: RunOptions = {
    ...(mqtt !== undefined && { mqtt }),
    password,
    processes: processes ?? availableParallelism(),
    flashTime,
    ...(window !== undefined && { window }),
    ...present({ line, attributes }),
    untilIdle,
    ...(runsS !== undefined && { durationMs: runsS * 1000 }),
    ...(report !== undefined && { report }),
    rates: ratesOf(options),
    sickenAfterMs: options.after,
    ...present({ postponeMs: options.postponeFor, chooseMs: options.chooseAfter }),
  };
  const { state, devices, product, token, server, image, imageVersion, hardware, companions } = options;
  if (options.resume) return { ...common, resume: true, state: state! };
  return {
    ...common,
    resume: false,
    processes: Math.min(common.processes, devices!),
    ...{ devices: devices!, product: product!, token: token!, server, imageVersion },
    seed: options.seed ?? Date.now().toString(36),
    ...(image !== undefined && { image }),
    ...(hardware !== undefined && { hardware }),
    ...(companions && { companions }),
    ...(state !== undefined && { state }),
  };
}

function ratesOf(options: FaultRates): FaultRates {
  const { lose, repeat, reorder, corrupt, disconnect, powerCut, selfTestFail, sicken, postpone } = options;
  const { choose, chipRefuse, chipSlow, chipForget } = options;
  return {
    ...{ lose, repeat, reorder, corrupt, disconnect, powerCut, selfTestFail, sicken, postpone },
    ...{ choose, chipRefuse, chipSlow, chipForget },
  };
}

/** The options that were given. */
const present = <T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

/** Reads attributes as a device would report them. */
function attributesIn(text: string): Attributes {
  try {
    return readAttributes(readJsonObject(new TextEncoder().encode(text), ATTRIBUTES_BYTES_MAX));
  } catch (error) {
    if (!isFault(error)) throw error;
    throw new InvalidArgumentError(`They are a JSON object of texts, numbers and booleans: ${error.detail}.`);
  }
}

function fraction(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('It is a fraction from 0 to 1.');
  return value;
}

function chips(text: string): ChipOption[] {
  const list = readChipList(text);
  if (!list) throw new InvalidArgumentError(CHIP_LIST_RULE);
  return list;
}

function lineShape(text: string): LineShape {
  const shape = readLineShape(text);
  if (!shape) throw new InvalidArgumentError(LINE_SHAPE_RULE);
  return shape;
}

function mqttUrl(text: string): string {
  if (!URL.canParse(text) || !['mqtt:', 'mqtts:'].includes(new URL(text).protocol))
    throw new InvalidArgumentError('It is a URL that starts with mqtt:// or mqtts://.');
  return text;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 7 * 86_400)) throw new InvalidArgumentError('It is a number of seconds, at most a week.');
  return value;
}

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration such as `30s`. */
function duration(text: string): number {
  const [, number, unit] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const ms = Number(number) * (UNITS_MS[unit ?? ''] ?? NaN);
  if (!(ms > 0 && ms <= 7 * 86_400_000))
    throw new InvalidArgumentError('It is a duration such as 30s, 5m or 1h, at most a week.');
  return ms;
}

/** Reads a whole number within bounds, both included. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max)
      throw new InvalidArgumentError(`It is a whole number from ${min} to ${max}.`);
    return value;
  };
}
