import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { ALLOCATOR_SETTINGS, NODE_FLAGS } from '../run/node-flags.js';

const SERVER = fileURLToPath(new URL('../../../../apps/server/dist/main.js', import.meta.url));
/** The first start creates a database, which takes seconds, or longer on a busy machine. */
const START_MAX_MS = 90_000;
/** A clean stop finishes running work; after this time the server is killed. */
const STOP_MAX_MS = 20_000;
const KEPT_OUTPUT = 8_000;

/** How to start a server. */
export interface ServerOptions {
  /** Its data folder; kept between starts. */
  readonly dataDir: string;
  /** Additional settings: `DATABASE_URL`, `MQTT_URL`, …; ports are any free ones by default. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Arguments for Node itself. */
  readonly nodeArguments?: readonly string[];
}

/** A Twinbank server as a child process, accessed only through its files and ports. */
export class ServerProcess {
  private constructor(
    readonly child: ChildProcess,
    readonly options: ServerOptions,
    /** Where REST is served. */
    readonly url: string,
    /** Where devices connect. */
    readonly mqttUrl: string,
    /** The first administrator's token. */
    readonly token: string,
  ) {}

  /** Starts a server and waits until it is ready. */
  static async start(options: ServerOptions): Promise<ServerProcess> {
    const addressFile = join(options.dataDir, 'server.json');
    rmSync(addressFile, { force: true });
    const child = spawn(process.execPath, [...NODE_FLAGS, ...(options.nodeArguments ?? []), SERVER], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: environment(options),
    });
    const output = keepOutput(child);
    const started = Date.now();
    try {
      for (;;) {
        if (child.exitCode !== null || child.signalCode !== null) throw new Error('the server ended while it started');
        if (Date.now() - started > START_MAX_MS)
          throw new Error(`the server was not ready after ${START_MAX_MS / 1000} s`);
        const address = readAddress(addressFile);
        if (address && (await isReady(address.http))) {
          const token = readFileSync(join(options.dataDir, 'admin-token'), 'utf8').trim();
          return new ServerProcess(child, options, address.http, address.mqtt, token);
        }
        await sleep(50);
      }
    } catch (error) {
      child.kill('SIGKILL');
      throw new Error(`${(error as Error).message}\n${output()}`, { cause: error });
    }
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Stops it as an operator would; kills it if that takes too long. */
  async stop(): Promise<void> {
    if (this.ended) return;
    this.child.kill('SIGTERM');
    const killer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MAX_MS);
    await once(this.child, 'exit');
    clearTimeout(killer);
  }

  /** Ends it as a power failure would. */
  async kill(): Promise<void> {
    if (this.ended) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }

  /** Starts it again with the same data and the same ports. */
  async restart(): Promise<ServerProcess> {
    await this.kill();
    const settings = {
      PORT: new URL(this.url).port,
      ...(!this.options.settings?.['MQTT_URL'] && { MQTT_PORT: new URL(this.mqttUrl).port }),
      ...this.options.settings,
    };
    return ServerProcess.start({ ...this.options, settings });
  }

  private get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }
}

/** Only what a process needs to run, so that settings meant for another server have no effect. */
function environment({ dataDir, settings }: ServerOptions): NodeJS.ProcessEnv {
  const inherited = Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot', 'LANG'].flatMap((name) =>
      process.env[name] === undefined ? [] : [[name, process.env[name]]],
    ),
  );
  const mqttPort = settings?.['MQTT_URL'] === undefined ? { MQTT_PORT: '0' } : {};
  return {
    ...inherited,
    ...ALLOCATOR_SETTINGS,
    DATA_DIR: dataDir,
    PORT: '0',
    ...mqttPort,
    LOG_LEVEL: 'warn',
    ...settings,
  };
}

function readAddress(file: string): { http: string; mqtt: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { http: string; mqtt: string };
  } catch {
    return undefined;
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/api/v1/health/ready`, { signal: AbortSignal.timeout(2000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

/** Keeps the end of a child's output, to show it when something goes wrong. */
function keepOutput(child: ChildProcess): () => string {
  let kept = '';
  const keep = (chunk: Buffer): void => {
    kept = (kept + chunk.toString()).slice(-KEPT_OUTPUT);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return () => kept;
}
