/**
 * Injection tokens for things of which a server has one each. Inject them as `@Inject(CLOCK) private readonly
 * clock: Clock` with `import type` for the interface. The parts of the database are injected by their classes:
 * `Products`, `Releases`, `Devices`, `Campaigns`, `Jobs`, `Events` of @twinbank/database.
 */

/** The opened, migrated `Database` of @twinbank/database. */
export const DATABASE = Symbol('Database');
/** The `BlobStore` of @twinbank/blobs: images, encrypted at rest. */
export const BLOBS = Symbol('BlobStore');
/** The `KeyRing` of @twinbank/keys. */
export const KEY_RING = Symbol('KeyRing');
/** The {@link CustodyReport}: how the key ring is kept. */
export const CUSTODY = Symbol('CustodyReport');
/** The `Clock` of @twinbank/primitives: wall time. */
export const CLOCK = Symbol('Clock');
/** The `Logger` of pino. */
export const LOGGER = Symbol('Logger');
