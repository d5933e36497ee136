import { KEY_CUSTODY_FAULTS } from './key-custody-faults.js';

/** Faults of key sets, and of where a server keeps its keys. Part of the table in ../faults.ts. */
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
  key_set_expired: { status: 409, meaning: 'The key set was to be taken before now; make and upload a newer one.' },
  key_set_unsigned: {
    status: 422,
    meaning: 'The key set lacks signatures of the root keys that hold, or of those that it names.',
  },
  key_revoked: {
    status: 409,
    meaning:
      'It is signed by a key that the factory gave the device and a key set took away; or a key set took away the key that signed the release of the open job.',
  },
  key_not_held: {
    status: 409,
    meaning:
      'The key set that the device holds does not name the key that signed the release, or the one that signs tickets; it is sent the next one when it connects, as long as that has not expired.',
  },
  signature_unsupported: {
    status: 409,
    meaning:
      'The release is signed with P-256, or the key set that names its key names keys of P-256, and the agent of the device does not report that it checks such signatures. Bring it a release with a newer agent first, signed by an Ed25519 key that it holds.',
  },
  key_set_unknown: { status: 404, meaning: 'The product has no key set of this version.' },
  key_sets_full: {
    status: 409,
    meaning: 'The product has as many key sets as are kept; the fact `limit` says how many.',
  },
  key_set_signatures_full: {
    status: 409,
    meaning:
      'The key set has as many signatures as fit into its message; the fact `limit` says how many. Make one with a higher version, signed by the root keys that matter.',
  },
  key_ring_full: {
    status: 409,
    meaning:
      'The key ring has as many keys of this kind as it can keep; the fact `limit` says how many. Have the products follow to the newest, and begin a new ring where nothing needs the older ones.',
  },
  root_keys_missing: {
    status: 409,
    meaning:
      'The product names no root keys, so nobody could sign its first key set; name them by POST /products/{product}/signing.',
  },
  root_keys_held: {
    status: 409,
    meaning:
      'The product has root keys already, which its devices were given; only a key set that they signed names others.',
  },
  signing_follows_key_set: {
    status: 409,
    meaning: 'The product has a key set, which says who may sign its releases; the next key set changes that.',
  },
  ticket_key_not_in_set: {
    status: 409,
    meaning:
      'The key with which this server signs tickets is none of those of the key set, so devices would refuse every ticket. Have a key set name it, or start the server with a key that it names.',
  },
  ...KEY_CUSTODY_FAULTS,
} as const;
