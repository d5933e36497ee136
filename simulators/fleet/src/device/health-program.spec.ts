import { describe, expect, it } from '@jest/globals';

import { seededRng } from '@twinbank/primitives';

import { HealthProgram } from './health-program.js';

const OLD = { digest: 'a', version: '1.0.0' };
const NEW = { digest: 'b', version: '1.1.0' };
const sick = (): HealthProgram =>
  new HealthProgram(seededRng('x'), { isBad: (version) => version !== '1.0.0', afterMs: 30_000 });

describe('the program of a simulated device', () => {
  it('counts its boots for the image that runs, and begins anew with another one', () => {
    const program = new HealthProgram(seededRng('x'), undefined);
    program.booted('power-on');
    program.booted('pin');
    expect(program.counts(OLD, 5000)).toMatchObject({ boots: { 'power-on': 1, pin: 1 }, watchdogResets: 0 });
    program.booted('watchdog');
    expect(program.counts(OLD, 9000)).toMatchObject({ boots: { watchdog: 1 }, watchdogResets: 1, countedMs: 4000 });
    expect(program.counts(NEW, 10_000)).toMatchObject({ boots: {}, watchdogResets: 0, countedMs: 0 });
  });

  it('stays healthy for ever without a sickness, and with the image of the factory', () => {
    for (const program of [new HealthProgram(seededRng('x'), undefined), sick()]) {
      program.counts(OLD, 0);
      expect(program.hangsNow(1e9)).toBe(false);
      const { missedDeadlines, numbers } = program.counts(OLD, 1e9);
      expect([missedDeadlines, numbers['controlErrors']]).toEqual([0, 0]);
      expect(numbers['driveTemperature']).toBeLessThan(45);
    }
  });

  it('tells the settings of the image that runs, which it reads once for each', () => {
    let reads = 0;
    const program = new HealthProgram(seededRng('x'), undefined, () => ({ 'config.limit': ++reads }));
    const told = [OLD, OLD, NEW].map((image, at) => program.counts(image, at).numbers['config.limit']);
    expect(told).toEqual([1, 1, 2]);
  });

  it('gets slowly worse with a new image, some time after that began to run', () => {
    const program = sick();
    program.counts(OLD, 0);
    program.counts(NEW, 100_000);
    const misses = [130, 140, 150, 190, 250].map((atS) => program.counts(NEW, atS * 1000).missedDeadlines!);
    expect(misses).toEqual([0, 5, 20, 180, 720]);
    const { numbers } = program.counts(NEW, 250_000);
    expect(numbers['driveTemperature']).toBeGreaterThan(65);
  });

  it('hangs every twenty seconds then, and each time once', () => {
    const program = sick();
    program.counts(NEW, 0);
    const hung = Array.from({ length: 101 }, (_, s) => s).filter((s) => program.hangsNow(s * 1000));
    expect(hung).toEqual([50, 70, 90]);
  });

  it('is healthy again with the image of the factory', () => {
    const program = sick();
    program.counts(NEW, 0);
    expect(program.counts(NEW, 200_000).missedDeadlines).toBeGreaterThan(0);
    expect(program.counts(OLD, 201_000).missedDeadlines).toBe(0);
    expect(program.hangsNow(900_000)).toBe(false);
  });
});
