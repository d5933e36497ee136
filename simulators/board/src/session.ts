import type { Bench, BenchEffect } from './bench.js';
import type { BenchKey } from './board.js';
import { bytesPerSecond, LinePacer } from './serial/line-pacer.js';
import type { SerialPort } from './serial/serial-port.js';

export interface SessionSettings {
  readonly bench: Bench;
  readonly port: SerialPort;
  readonly baud: number | 'max';
  /** Microseconds of real time. */
  readonly nowUs: () => number;
  readonly onNote: (text: string) => void;
  /** Called when non-volatile memory may have changed. */
  readonly onChange: () => void;
  readonly onQuit: () => void;
}

/** Waiting bytes above which the sender is paused, and below which it may continue. */
const HOLD_BYTES = 4096;
const GO_ON_BYTES = 1024;

/**
 * Connects bench and serial port in real time. At a baud rate, simulated time passes like real time: bytes pass at
 * the rate of the line, and while the device is busy with its flash, nothing else happens. At `max` neither is
 * waited for, and simulated time runs ahead by the flash times.
 */
export class Session {
  private readonly toBoard: LinePacer;
  private readonly toTerminal: LinePacer;
  private readonly keys: BenchKey[] = [];
  /** Simulated time minus real time. */
  private offsetUs: number;
  private timer: NodeJS.Timeout | undefined;
  private held = false;
  private ended = false;

  constructor(private readonly settings: SessionSettings) {
    const { bench, baud, port, nowUs } = settings;
    this.toBoard = new LinePacer(bytesPerSecond(baud));
    this.toTerminal = new LinePacer(bytesPerSecond(baud));
    this.offsetUs = bench.mcu.clock.nowUs - nowUs();
    port.onBytes = (bytes) => this.receive(bytes);
  }

  /** Switches the board on. */
  start(): void {
    const { bench, port } = this.settings;
    this.perform(bench.powerOn());
    port.onAttached = () => {
      // Output before a terminal connected is lost, as on a real line.
      this.toTerminal.clear();
      this.perform(bench.handle({ type: 'attached' }));
    };
  }

  /** Handles a key of the console. */
  press(key: BenchKey): void {
    this.keys.push(key);
    this.pump();
  }

  /** Stops everything. */
  end(): void {
    this.ended = true;
    clearTimeout(this.timer);
  }

  private receive(bytes: Uint8Array): void {
    this.toBoard.put(bytes, this.settings.nowUs());
    if (!this.held && this.toBoard.backlog > HOLD_BYTES) {
      this.held = true;
      this.settings.port.pause();
    }
    this.pump();
  }

  /** Handles everything that is due and sleeps until more is. */
  private pump(): void {
    if (this.ended) return;
    const realUs = this.settings.nowUs();
    for (let bytes = this.toTerminal.take(realUs); bytes; bytes = this.toTerminal.take(realUs))
      this.settings.port.write(bytes);
    const key = this.keys.shift();
    if (key) return this.perform(this.settings.bench.handle({ type: 'key', key }));
    if (this.busyUntilUs <= realUs && this.step(realUs)) return;
    this.sleep();
  }

  /** Lets the board handle at most one input; true if it did. */
  private step(realUs: number): boolean {
    const { bench, port } = this.settings;
    const { clock } = bench.mcu;
    clock.advanceTo(realUs + this.offsetUs);
    const bytes = this.toBoard.take(realUs);
    if (this.held && this.toBoard.backlog < GO_ON_BYTES) {
      this.held = false;
      port.resume();
    }
    if (bytes) this.perform(bench.handle({ type: 'bytes', bytes }));
    else if (clock.nowUs >= bench.deadlineUs) this.perform(bench.handle({ type: 'timeout' }));
    else return false;
    return true;
  }

  /** Real time until which the device is busy with its flash. */
  private get busyUntilUs(): number {
    return this.settings.bench.mcu.clock.nowUs - this.offsetUs;
  }

  private perform(effects: readonly BenchEffect[]): void {
    const { settings } = this;
    const realUs = settings.nowUs();
    if (settings.baud === 'max') this.offsetUs = Math.max(this.offsetUs, settings.bench.mcu.clock.nowUs - realUs);
    for (const effect of effects) {
      if (effect.type === 'send') this.toTerminal.put(effect.bytes, Math.max(realUs, effect.atUs - this.offsetUs));
      else if (effect.type === 'note') settings.onNote(effect.text);
      else settings.onQuit();
    }
    settings.onChange();
    this.sleep();
  }

  private sleep(): void {
    if (this.ended) return;
    clearTimeout(this.timer);
    const { bench, nowUs } = this.settings;
    const boardUs = Math.max(this.busyUntilUs, Math.min(this.toBoard.dueUs, bench.deadlineUs - this.offsetUs));
    const dueUs = this.keys.length > 0 ? 0 : Math.min(this.toTerminal.dueUs, boardUs);
    if (dueUs === Infinity) return;
    this.timer = setTimeout(() => this.pump(), Math.max(0, Math.ceil((dueUs - nowUs()) / 1000)));
  }
}
