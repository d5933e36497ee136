import { mkdir, open, statfs, type FileHandle } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** How a folder is used: by one process alone, or by several that coordinate elsewhere (in PostgreSQL). */
export type FolderUse = 'alone' | 'together';

/**
 * The file whose lock stands for the folder. It is never deleted: the lock belongs to the open file, so after deleting
 * and recreating it two processes could each hold a lock.
 */
export const LOCK_FILE = 'in-use.lock';

const OWNER_ONLY = 0o700;

/**
 * File system types of network file systems [statfs(2)]. Their locks cannot be trusted: they hold within one machine
 * only (9p, SMB without POSIX extensions, NFS mounted with nolock), or they end while the process still runs (NFS and
 * Ceph, when the connection is lost for the time of a lease).
 */
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x01021997, '9p'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
  [0x6b414653, 'AFS'],
  [0x73757245, 'Coda'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x7461636f, 'OCFS2'],
  [0x01161970, 'GFS2'],
  [0x19830326, 'BeeGFS'],
]);

/** What this room needs from the operating system. Tests replace it to simulate file systems that they cannot mount. */
export interface FolderSystem {
  /**
   * The type of the file system of a folder, as a number of statfs(2) on Linux; undefined on systems without such
   * numbers.
   */
  typeOf(directory: string): Promise<number | undefined>;
  /**
   * Takes the lock; returns whether it was free. The kernel keeps it until the file is closed, also by the end of the
   * process.
   */
  tryLock(descriptor: number, use: FolderUse): Promise<boolean>;
}

const thisSystem: FolderSystem = {
  typeOf: async (directory) =>
    process.platform === 'linux' ? Number((await statfs(directory)).type) >>> 0 : undefined,
  tryLock: async (descriptor, use) => nativeLocks().tryLock(descriptor, { shared: use === 'together' }),
};

/** The part of fs-native-extensions that is used; the package comes without types. */
interface NativeLocks {
  tryLock(descriptor: number, options: { readonly shared: boolean }): boolean;
}

/** @throws Error if the package has no binary for this system */
function nativeLocks(): NativeLocks {
  try {
    return createRequire(import.meta.url)('fs-native-extensions') as NativeLocks;
  } catch (cause) {
    throw new Error(
      `file locks do not work on this system (${process.platform}-${process.arch}), so the data folder cannot be kept from a second server`,
      { cause },
    );
  }
}

/** A folder that this process holds. */
export interface HeldFolder {
  /**
   * The open file that holds the lock; undefined if there is no lock. A child process that inherits it holds the
   * folder, too, until that child ends.
   */
  readonly descriptor: number | undefined;
  /** Releases the folder. Calling it again does nothing. */
  letGo(): Promise<void>;
}

/** Why a folder cannot be held. The message speaks of servers; callers that are not servers word it themselves. */
export class FolderRefused extends Error {
  override readonly name = 'FolderRefused';

  constructor(
    message: string,
    /** Another process holds the folder, or its file system has no locks that can be trusted. */
    readonly reason: 'in-use' | 'network',
    /** Name of the file system, if that is the reason. */
    readonly fileSystem?: string,
  ) {
    super(message);
  }
}

/**
 * Holds a folder for this process. A missing folder is created for its owner only; an existing one keeps its mode,
 * because it may be shared, or belong to somebody else. Two processes that write one embedded database destroy it, and
 * PGlite does not prevent that. The kernel holds the lock for as long as this process lives. So a killed process leaves
 * nothing behind that would stop the next start, and a running one is noticed even from another container or under
 * another process number.
 *
 * @throws FolderRefused if another process holds the folder, or if it is to be held alone on a file system whose locks
 * cannot be trusted
 */
export async function holdFolder(
  directory: string,
  use: FolderUse,
  system: FolderSystem = thisSystem,
): Promise<HeldFolder> {
  await mkdir(directory, { recursive: true, mode: OWNER_ONLY });
  const remote = NETWORK_FILE_SYSTEMS.get((await system.typeOf(directory)) ?? 0);
  if (remote !== undefined) return holdRemote(directory, use, remote);
  const file = await open(join(directory, LOCK_FILE), 'a+', 0o600);
  try {
    if (!(await system.tryLock(file.fd, use))) throw inUse(directory, use);
  } catch (error) {
    await file.close();
    throw error;
  }
  return held(file);
}

/** A network folder can never be held alone, so those who hold it together need no lock. */
async function holdRemote(directory: string, use: FolderUse, name: string): Promise<HeldFolder> {
  if (use === 'together') return { descriptor: undefined, letGo: () => Promise.resolve() };
  throw new FolderRefused(
    `${directory} is on a network file system (${name}), where nothing keeps two servers from writing one embedded database: put the data folder on a local disk, or set DATABASE_URL`,
    'network',
    name,
  );
}

const inUse = (directory: string, use: FolderUse): FolderRefused =>
  new FolderRefused(
    `${directory} is in use by another server (a lock on ${LOCK_FILE})${use === 'alone' ? ': stop that one first, or give this one a data folder of its own' : ', with the embedded database in it'}`,
    'in-use',
  );

function held(file: FileHandle): HeldFolder {
  let closing: Promise<void> | undefined;
  return { descriptor: file.fd, letGo: () => (closing ??= file.close()) };
}
