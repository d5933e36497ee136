/** Faults of key sets. Part of the table in ../faults.ts. */
export const KEY_SET_FAULTS = {
  key_set_malformed: {
    status: 400,
    meaning: 'The key set cannot be read, or says something that nobody could fulfil; the detail says what.',
  },
  key_set_foreign: { status: 409, meaning: 'The key set is for another product.' },
  key_set_outdated: {
    status: 409,
    meaning: 'The key set does not follow the one that holds: its version is not higher.',
  },
  key_set_expired: { status: 409, meaning: 'The key set was to be taken before now.' },
  key_set_unsigned: {
    status: 422,
    meaning: 'The key set lacks signatures of the root keys that hold, or of those that it names.',
  },
  key_revoked: {
    status: 409,
    meaning:
      'It is signed by a key that the factory gave the device and a key set took away; or a key set took away the key that signed the release of the open job.',
  },
} as const;
