import { beforeAll, describe, expect, it } from '@jest/globals';

import { JwsSigner, signingKeyFromSeed, TrustedKeys, type SigningKey } from '@twinbank/keys';

import { CHAIN_START, hashOf, link } from './chain.js';
import { signCheckpoint, signExportEnd } from './checkpoint.js';
import { CHAIN_BROKEN, type AuditDraft, type AuditEntry } from './entry.js';
import { entryLine, type ExportLine } from './export-lines.js';
import { ChainVerification, type BrokenLink, type ChainProof } from './verification.js';

const draft = (number: number): AuditDraft => ({
  atMs: 1_790_000_000_000 + number,
  actor: { kind: 'operator', name: 'build-server', tokenId: 't-1', address: '203.0.113.7', requestId: `r-${number}` },
  action: 'campaign_paused',
  object: `campaigns/${number}`,
  outcome: number % 2 === 0 ? 'done' : 'refused',
  code: 'campaign_transition',
  count: 2,
  project: 'pumps',
  reason: 'TICKET-7: too many failures',
  before: { state: 'running' },
  after: { state: 'paused' },
});

describe('an exported chain', () => {
  let key: SigningKey;
  let signer: JwsSigner;
  let keys: TrustedKeys;
  let entries: readonly AuditEntry[];
  let lines: readonly ExportLine[];
  beforeAll(async () => {
    key = await signingKeyFromSeed(new Uint8Array(32).fill(5));
    signer = await JwsSigner.of(key);
    keys = new TrustedKeys([key.publicJwk]);
    ({ entries } = link(CHAIN_START, [1, 2, 3, 4, 5, 6].map(draft)));
    lines = await exportOf(entries, [2, 4, 6]);
  });

  async function exportOf(
    chain: readonly AuditEntry[],
    signedAt: readonly number[],
    {
      begin = CHAIN_START,
      more = false,
      by = signer,
    }: { begin?: { sequence: number; hash: string }; more?: boolean; by?: JwsSigner } = {},
  ): Promise<ExportLine[]> {
    const body: ExportLine[] = [{ type: 'begin', sequence: begin.sequence, hash: begin.hash }];
    for (const entry of chain) {
      body.push(entryLine(entry));
      const { sequence, hash, atMs } = entry;
      if (signedAt.includes(sequence))
        body.push({ type: 'checkpoint', jws: await signCheckpoint(by, { sequence, hash, atMs }) });
    }
    const { sequence, hash } = chain.at(-1)!;
    const from = { sequence: begin.sequence, hash: begin.hash };
    return [...body, { type: 'end', jws: await signExportEnd(by, { from, sequence, hash, atMs: 1, more }) }];
  }

  function verdict(
    given: readonly object[],
    known: { sequence: number; hash: string }[] = [],
  ): BrokenLink | ChainProof {
    const verification = new ChainVerification(keys, known);
    for (const line of given) verification.line(JSON.parse(JSON.stringify(line)) as Record<string, unknown>);
    return verification.result();
  }

  const place = (sequence: number): number =>
    lines.findIndex((line) => line.type === 'entry' && line.entry['sequence'] === sequence);
  const withEntry = (
    sequence: number,
    change: (line: { hash: string; entry: Record<string, unknown> }) => object,
  ): object[] =>
    lines.map((line, index) =>
      index === place(sequence) && line.type === 'entry'
        ? { ...line, ...change({ hash: line.hash, entry: { ...line.entry } }) }
        : line,
    );

  it('is proved, with how far it goes', () => {
    expect(verdict(lines)).toEqual({
      from: CHAIN_START,
      to: { sequence: 6, hash: entries[5]!.hash },
      entries: 6,
      checkpoints: 3,
      endedAtMs: 1,
      more: false,
    });
  });

  it('says everything that an entry can hold, so that a field cannot be forgotten', () => {
    const line = entryLine(entries[0]!);
    expect(line.type === 'entry' && Object.keys(line.entry).sort()).toEqual(
      ['sequence', 'at', ...Object.keys(draft(1)).filter((field) => field !== 'atMs')].sort(),
    );
  });

  it.each(['at', 'actor', 'action', 'object', 'outcome', 'code', 'count', 'project', 'reason', 'before', 'after'])(
    'breaks at the entry whose %s was changed, or taken away',
    (field) => {
      const changed = withEntry(3, ({ entry }) => ({
        entry: { ...entry, [field]: field === 'at' ? '2020-01-01T00:00:00.000Z' : 'other' },
      }));
      expect(verdict(changed)).toMatchObject({ sequence: 3, reason: expect.stringContaining('hash') });
      const lacking = withEntry(3, ({ entry }) => ({ entry: { ...entry, [field]: undefined } }));
      expect(verdict(lacking)).toMatchObject({ sequence: 3, reason: expect.stringContaining('hash') });
    },
  );

  it('breaks where a field was added, and where the hash was changed', () => {
    expect(verdict(withEntry(3, ({ entry }) => ({ entry: { ...entry, note: 'x' } })))).toMatchObject({ sequence: 3 });
    expect(verdict(withEntry(3, () => ({ hash: '0'.repeat(64) })))).toMatchObject({ sequence: 3 });
    expect(verdict(withEntry(3, ({ entry }) => ({ entry: { ...entry, sequence: 4 } })))).toMatchObject({ sequence: 3 });
  });

  it('breaks at the next entry where an entry was changed together with its hash', () => {
    const other = { ...entries[2]!, reason: 'another' };
    const hash = hashOf(other, entries[1]!.hash);
    expect(verdict(withEntry(3, () => entryLine({ ...other, hash })))).toMatchObject({ sequence: 4 });
  });

  it('breaks where all hashes from an entry on were made anew, by the checkpoints', async () => {
    const { entries: forged } = link(entries[1]!, [draft(3), draft(9), draft(5), draft(6)]);
    const chain = [...entries.slice(0, 2), ...forged];
    const signed = lines.filter(({ type }) => type === 'checkpoint');
    const rewritten = (await exportOf(chain, [2])).slice(0, -1);
    rewritten.splice(6, 0, signed[1]!);
    expect(verdict([...rewritten, lines.at(-1)!])).toMatchObject({
      sequence: 4,
      reason: expect.stringContaining('checkpoint'),
    });
  });

  it('breaks where the checkpoints after rewritten entries were taken out', async () => {
    const { entries: forged } = link(entries[1]!, [draft(3), draft(9)]);
    expect(verdict(await exportOf([...entries.slice(0, 2), ...forged], [2]))).toEqual({
      sequence: 3,
      reason: 'what comes after entry 2 was signed by no checkpoint',
    });
  });

  it('breaks where a checkpoint was forged', async () => {
    const stranger = await JwsSigner.of(await signingKeyFromSeed(new Uint8Array(32).fill(6)));
    const forged = await exportOf(entries, [2, 4, 6], { by: stranger });
    expect(verdict(forged)).toMatchObject({ sequence: 2, reason: expect.stringContaining('not trusted') });
    const { privateJwk } = await signingKeyFromSeed(new Uint8Array(32).fill(6));
    const borrowed = await JwsSigner.of({ ...key, privateJwk });
    expect(verdict(await exportOf(entries, [2], { by: borrowed }))).toMatchObject({
      sequence: 2,
      reason: expect.stringContaining('signature'),
    });
  });

  it('takes no end for a checkpoint, and no checkpoint for an end', () => {
    const end = lines.at(-1)! as { jws: string };
    const checkpoint = lines.at(-2)! as { jws: string };
    expect(verdict([...lines.slice(0, -2), { type: 'checkpoint', jws: end.jws }, end])).toMatchObject({ sequence: 6 });
    expect(verdict([...lines.slice(0, -1), { type: 'end', jws: checkpoint.jws }])).toMatchObject({ sequence: 6 });
  });

  it('breaks where entries were removed, repeated, put in or put in another order', () => {
    const without = lines.filter((_, index) => index !== place(3));
    expect(verdict(without)).toEqual({
      sequence: 3,
      reason: 'entry 3 is missing or out of its place: after 2 comes 4',
    });
    expect(verdict([...lines.slice(0, place(4)), lines[place(3)]!, ...lines.slice(place(4))])).toMatchObject({
      sequence: 4,
    });
    const foreign = entryLine({ ...entries[3]!, sequence: 4, object: 'campaigns/99', hash: entries[3]!.hash });
    expect(verdict([...lines.slice(0, place(4)), foreign, ...lines.slice(place(4))])).toMatchObject({ sequence: 4 });
    const turned = [...lines];
    [turned[place(3)], turned[place(4)]] = [lines[place(4)]!, lines[place(3)]!];
    expect(verdict(turned)).toMatchObject({ sequence: 3 });
  });

  it('breaks where its tail was cut off, wherever that is', () => {
    for (let length = 0; length < lines.length; length++)
      expect([length, verdict(lines.slice(0, length))]).toEqual([
        length,
        { sequence: expect.any(Number), reason: expect.any(String) },
      ]);
    expect(verdict([...lines.slice(0, place(6)), lines.at(-1)!])).toMatchObject({
      sequence: 5,
      reason: expect.stringContaining('to end at entry 6'),
    });
  });

  it('breaks where the end was signed for an export with another beginning', async () => {
    const { sequence, hash } = entries[5]!;
    const from = { sequence: 2, hash: entries[1]!.hash };
    const jws = await signExportEnd(signer, { from, sequence, hash, atMs: 1, more: false });
    expect(verdict([...lines.slice(0, -1), { type: 'end', jws }])).toMatchObject({
      sequence: 6,
      reason: expect.stringContaining('another beginning'),
    });
  });

  it('breaks where its head was cut off', () => {
    const start = { type: 'begin', sequence: 2, hash: entries[1]!.hash };
    expect(verdict([start, ...lines.slice(place(3))])).toMatchObject({
      sequence: 3,
      reason: expect.stringContaining('begins'),
    });
  });

  it('may begin at a signed checkpoint, and nowhere else', async () => {
    const { sequence, hash, atMs } = entries[1]!;
    const [, ...later] = await exportOf(entries.slice(2), [4, 6], { begin: { sequence, hash } });
    const checkpoint = await signCheckpoint(signer, { sequence, hash, atMs });
    expect(verdict([{ type: 'begin', sequence, hash, checkpoint }, ...later])).toMatchObject({
      entries: 4,
      from: { sequence: 2 },
    });
    const other = await signCheckpoint(signer, { sequence: 1, hash, atMs });
    expect(verdict([{ type: 'begin', sequence, hash, checkpoint: other }, ...later])).toMatchObject({ sequence: 3 });
  });

  it('goes on in a further export, and only from where the one before ended', async () => {
    const first = await exportOf(entries.slice(0, 3), [2], { more: true });
    const second = await exportOf(entries.slice(3), [4, 6], { begin: entries[2]! });
    expect(verdict([...first, ...second])).toMatchObject({ entries: 6, checkpoints: 3, more: false });
    expect(verdict(first)).toMatchObject({ entries: 3, more: true });
    const third = await exportOf(entries.slice(4), [6], { begin: entries[3]! });
    expect(verdict([...first, ...third])).toMatchObject({
      sequence: 3,
      reason: expect.stringContaining('goes on after entry 4'),
    });
    expect(verdict([...first.slice(0, -1), ...second])).toMatchObject({ sequence: 3 });
  });

  it('breaks where it is known to have gone on, or to have had another hash', () => {
    expect(verdict(lines, [{ sequence: 4, hash: entries[3]!.hash }])).toMatchObject({ entries: 6 });
    expect(verdict(lines, [{ sequence: 9, hash: '0'.repeat(64) }])).toMatchObject({
      sequence: 6,
      reason: expect.stringContaining('entry 9'),
    });
    expect(verdict(lines, [{ sequence: 4, hash: '0'.repeat(64) }])).toMatchObject({
      sequence: 4,
      reason: expect.stringContaining('rolled back'),
    });
  });

  it('breaks where a server found it broken', async () => {
    const { entries: scarred } = link(CHAIN_START, [draft(1), { ...draft(2), action: CHAIN_BROKEN }, draft(3)]);
    expect(verdict(await exportOf(scarred, [3]))).toMatchObject({
      sequence: 2,
      reason: expect.stringContaining('server found'),
    });
  });

  it('does not stumble over junk', () => {
    for (const junk of [
      {},
      { type: 'x' },
      { type: 'entry' },
      { type: 'entry', hash: 'x', entry: null },
      { type: 'end', jws: 'a.b.c' },
      { type: 'begin', sequence: -1, hash: 'x' },
    ])
      expect(verdict([lines[0]!, junk])).toEqual({ sequence: expect.any(Number), reason: expect.any(String) });
  });
});
