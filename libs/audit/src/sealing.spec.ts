import { beforeAll, describe, expect, it } from '@jest/globals';

import { JwsSigner, signingKeyFromSeed, TrustedKeys } from '@twinbank/keys';

import { CHAIN_START, type ChainHead } from './chain.js';
import { signCheckpoint } from './checkpoint.js';
import { CHAIN_BROKEN } from './entry.js';
import { breakOf, scarOf, type ChainState } from './sealing.js';

const at = (sequence: number, digit = 'a'): ChainHead => ({ sequence, hash: digit.repeat(64) });

describe('a server that goes on with a stored chain', () => {
  let keys: TrustedKeys;
  let signed: (head: ChainHead) => Promise<NonNullable<ChainState['checkpoint']>>;
  beforeAll(async () => {
    const key = await signingKeyFromSeed(new Uint8Array(32).fill(5));
    const signer = await JwsSigner.of(key);
    keys = new TrustedKeys([key.publicJwk]);
    signed = async (head) => ({ ...head, jws: await signCheckpoint(signer, { ...head, atMs: 0 }) });
  });

  it('finds nothing wrong with an empty one, and with one whose last entry it, or another server, signed', async () => {
    expect(breakOf({ head: CHAIN_START }, CHAIN_START, keys)).toBeUndefined();
    expect(breakOf({ head: at(4), checkpoint: await signed(at(4)) }, CHAIN_START, keys)).toBeUndefined();
    expect(breakOf({ head: at(4), checkpoint: await signed(at(4)) }, at(4), keys)).toBeUndefined();
    expect(breakOf({ head: at(9), checkpoint: await signed(at(9)) }, at(4), keys)).toBeUndefined();
  });

  it('finds a last entry that bears no signature, or that of another', async () => {
    expect(breakOf({ head: at(4) }, CHAIN_START, keys)).toContain('no signature');
    expect(breakOf({ head: at(5), checkpoint: await signed(at(4)) }, CHAIN_START, keys)).toContain('no signature');
    expect(breakOf({ head: at(4, 'b'), checkpoint: await signed(at(4)) }, CHAIN_START, keys)).toContain('no signature');
    const borrowed = { ...at(4, 'b'), jws: (await signed(at(4))).jws };
    expect(breakOf({ head: at(4, 'b'), checkpoint: borrowed }, CHAIN_START, keys)).toContain('another hash');
    expect(breakOf({ head: at(4), checkpoint: { ...at(4), jws: 'a.b.c' } }, CHAIN_START, keys)).toContain('checkpoint');
    expect(breakOf({ head: at(4), checkpoint: await signed(at(4)) }, CHAIN_START, new TrustedKeys([]))).toContain(
      'not trusted',
    );
  });

  it('finds that it was cut off, or replaced, since it last looked', async () => {
    expect(breakOf({ head: at(4), checkpoint: await signed(at(4)) }, at(7), keys)).toContain('had gone on to entry 7');
    expect(breakOf({ head: CHAIN_START }, at(7), keys)).toContain('had gone on to entry 7');
    expect(breakOf({ head: at(4, 'b'), checkpoint: await signed(at(4, 'b')) }, at(4), keys)).toContain('another hash');
  });

  it('says so in an entry, with what it knew and what it found', () => {
    expect(scarOf('cut', { head: at(4) }, at(7), 5)).toMatchObject({
      action: CHAIN_BROKEN,
      reason: 'cut',
      before: at(7),
      after: at(4),
      atMs: 5,
    });
  });
});
