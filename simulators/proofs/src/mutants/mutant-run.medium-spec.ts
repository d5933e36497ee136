import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { mutantNamed } from './all-mutants.js';
import { roomsOfProofs, runMutants, ROOT } from './mutant-process.js';
import { runAll } from './mutant-run.js';
import { NETS } from './nets.js';

const hostile = NETS.filter(({ name }) => name.endsWith('hostile'));
const plan = (only: string[], terms: object = {}): Parameters<typeof runAll>[0] => ({ only, workers: 2, ...terms });

describe('mutants', () => {
  it('are caught by the net that they name, while the tree stays as it is', async () => {
    const { file } = mutantNamed('last-sequence-again');
    const before = readFileSync(join(ROOT, file), 'utf8');
    const fates = await runAll(
      plan(['last-sequence-again', 'swapped-after-the-hand-over']),
      () => performance.now(),
      () => undefined,
    );
    expect(fates.map(({ fate }) => fate)).toEqual(['caught', 'caught']);
    expect(fates.map(({ by }) => by!.split(' ')[0]).sort()).toEqual(['orders-heeded', 'standstill']);
    expect(readFileSync(join(ROOT, file), 'utf8')).toBe(before);
  });

  it('of the model are caught by a witness that is noticed no more', async () => {
    const [fate] = await runAll(
      plan(['interrupts-never-come']),
      () => performance.now(),
      () => undefined,
    );
    expect(fate!.fate).toBe('caught');
    expect(fate!.by).toContain('interrupts-on-before-flip');
  });

  it('that hang are caught, and the unchanged sources are not', async () => {
    const hangs = {
      name: 'hangs',
      file: mutantNamed('foreign-ticket').file,
      from: 'if (ticket.device !== now.deviceId) return',
      to: 'for (;;); return',
      means: 'never comes back',
    };
    const { caught } = await runMutants([hangs], { nets: hostile, budgetMs: 1, graceMs: 3000 });
    expect(caught?.invariant).toBe('program-goes-on');
    expect((await runMutants([], { nets: hostile, budgetMs: 5000 })).caught).toBeUndefined();
  });

  it('run on copies of all rooms, so that nothing of the tree is mixed in', async () => {
    const simulation = NETS.filter(({ kind }) => kind === 'simulation');
    expect(await roomsOfProofs()).toEqual(
      expect.arrayContaining(['campaign', 'rollout', 'delivery', 'access', 'agent']),
    );
    const unchanged = await runMutants([], { nets: simulation, budgetMs: 60_000 });
    expect(unchanged.caught).toBeUndefined();
    expect(unchanged.whole).toBe(true);
  });

  it('whose copy cannot be run are an error, and not caught', async () => {
    const broken = { ...mutantNamed('foreign-ticket'), to: "throw new Error('x'); } import 'nowhere'; {" };
    await expect(runMutants([broken], { nets: hostile, budgetMs: 1000 })).rejects.toThrow();
  });

  it('go on from the file of fates, and begin nothing after their time', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twinbank-fates-'));
    try {
      const resume = join(folder, 'fates.json');
      const first = await runAll(
        plan(['caches-on-last', 'foreign-ticket'], { resume, workers: 1, budgetSeconds: 0 }),
        () => performance.now(),
        () => undefined,
      );
      expect(first.map(({ fate }) => fate)).toEqual(['undecided', 'undecided']);
      const second = await runAll(
        plan(['caches-on-last'], { resume }),
        () => performance.now(),
        () => undefined,
      );
      expect(second.map(({ fate }) => fate)).toEqual(['equivalent']);
      const said: string[] = [];
      expect(
        await runAll(
          plan(['caches-on-last'], { resume }),
          () => performance.now(),
          (line) => said.push(line),
        ),
      ).toEqual(second);
      expect(said).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
