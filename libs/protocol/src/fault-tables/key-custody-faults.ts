/** Faults of the place where a server keeps its own keys: a file, or a file sealed by a token. Part of the table of key-set-faults.ts. */
export const KEY_CUSTODY_FAULTS = {
  key_ring_sealed: {
    status: 409,
    meaning:
      'The key ring is sealed by a token, and it is not said how to reach that; set KEY_TOKEN_MODULE and KEY_TOKEN_PIN_FILE.',
  },
  key_ring_unsealed: {
    status: 409,
    meaning:
      'A token is set, and the key ring lies in the file as it is, for everybody who copies it; seal it by `node tools/key-custody.mjs seal FILE`.',
  },
  key_ring_seal_broken: {
    status: 409,
    meaning:
      'The token answers, but its answer does not open the key ring: the key in it is another one, or the file was changed. Take the file and the token that belong together.',
  },
  key_token_program_missing: { status: 503, meaning: 'The program `pkcs11-tool` cannot be started; install OpenSC.' },
  key_token_away: {
    status: 503,
    meaning:
      'The token that seals the key ring does not show itself: plug it in, start its service, and look at KEY_TOKEN_MODULE.',
  },
  key_token_pin_missing: {
    status: 503,
    meaning:
      'The file of the token’s PIN cannot be read, is empty, or holds more than a PIN; look at KEY_TOKEN_PIN_FILE.',
  },
  key_token_pin_wrong: {
    status: 503,
    meaning:
      'The token refused the PIN. It is not tried again, because a token locks after a few; mend KEY_TOKEN_PIN_FILE, then start again.',
  },
  key_token_locked: {
    status: 503,
    meaning:
      'The PIN of the token is locked, or has one try left, which is kept for a person: unlock it, or log in by hand.',
  },
  key_token_key_missing: {
    status: 503,
    meaning: 'The token has no key of this id that can do what is asked; look at it by `pkcs11-tool --list-objects`.',
  },
  key_token_unsteady: {
    status: 409,
    meaning:
      'The token answered the same question in two ways, so what it seals could never be opened; take another mechanism.',
  },
  key_token_silent: {
    status: 503,
    meaning: 'The token did not answer in time, and was given up; look at its service, and at others that use it.',
  },
  key_token_failed: { status: 503, meaning: 'The token refused what was asked; the detail has its own words.' },
} as const;
