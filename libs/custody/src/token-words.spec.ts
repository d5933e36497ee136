import { describe, expect, it } from '@jest/globals';

import { faultSaid, tokenIn } from './token-words.js';

/** As OpenSC 0.23 prints it of SoftHSM, with a second token. */
const listing = (flags: string): string => `Available slots:
Slot 0 (0x7ea6d5b1): SoftHSM slot ID 0x7ea6d5b1
  token label        : server
  token manufacturer : SoftHSM project
  token flags        : login required, rng, token initialized, ${flags}PIN initialized, other flags=0x20
  pin min/max        : 4/255
Slot 1 (0x1): SoftHSM slot ID 0x1
  token label        : server two
  token flags        : login required, final user PIN try
Slot 2 (0x2): SoftHSM slot ID 0x2
  token state:   uninitialized
`;

describe('a token among those that a module shows', () => {
  it('is known by its whole label', () => {
    expect(tokenIn(listing(''), 'server')).toEqual({ count: 1, pin: 'good' });
    expect(tokenIn(listing(''), 'serve')).toMatchObject({ count: 0 });
    expect(tokenIn(listing('') + listing('').slice(17), 'server')).toMatchObject({ count: 2 });
    expect(tokenIn('', 'server')).toMatchObject({ count: 0 });
  });

  it('says itself that the next wrong PIN would lock it, or that it is locked; one that was wrong once may be tried', () => {
    expect(tokenIn(listing('user PIN count low, '), 'server').pin).toBe('good');
    expect(tokenIn(listing('user PIN count low, final user PIN try, '), 'server').pin).toBe('last try');
    expect(tokenIn(listing('user PIN locked, '), 'server').pin).toBe('locked');
    expect(tokenIn(listing(''), 'server two').pin).toBe('last try');
  });
});

describe('what a program says that has failed', () => {
  it.each([
    ['error: PKCS11 function C_Login failed: rv = CKR_PIN_INCORRECT (0xa0)\nAborting.', 'key_token_pin_wrong'],
    ['error: PKCS11 function C_Login failed: rv = CKR_PIN_LOCKED (0xa4)\nAborting.', 'key_token_locked'],
    ['No slot with token named "nope" found', 'key_token_away'],
    ['error: PKCS11 function C_SignInit failed: rv = CKR_DEVICE_REMOVED (0x32)', 'key_token_away'],
    [
      'sc_dlopen failed: /nope.so: cannot open shared object file\nerror: Failed to load pkcs11 module',
      'key_token_away',
    ],
    ['Main C_Initialize(NULL) rv:CKR_GENERAL_ERROR', 'key_token_away'],
    ['error: Could not find key of type: Secret\nAborting.', 'key_token_key_missing'],
    ['error: Private key not found\nAborting.', 'key_token_key_missing'],
    ['error: PKCS11 function C_SignFinal failed: rv = CKR_GENERAL_ERROR (0x5)', 'key_token_failed'],
    ['', 'key_token_failed'],
  ])('%j is the fault %s', (words, code) => expect(faultSaid(words)).toMatchObject({ code }));

  it('stands beside the way out, without what is no news, and cut off', () => {
    const { detail } = faultSaid(
      `Using signature algorithm SHA256-HMAC\nwarning: x\nCKR_PIN_LOCKED ${'y'.repeat(500)}\nAborting.`,
    );
    expect(detail).toMatch(/^The PIN of the token is locked.*unlock it.*\(CKR_PIN_LOCKED y{100,300}\)$/);
  });
});
