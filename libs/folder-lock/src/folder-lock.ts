import { chmod, mkdir, open, statfs, type FileHandle } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** How a folder is held: by one process, or by several that take care of one another elsewhere (in PostgreSQL). */
export type FolderUse = 'alone' | 'together';

/** The file whose lock stands for the folder. It stays: a file that is removed and made anew would be two locks. */
export const LOCK_FILE = 'in-use.lock';

const OWNER_ONLY = 0o700;

/**
 * Types of file systems over a network [statfs(2)]. Their locks hold for one machine only (9p, SMB without POSIX extensions, NFS
 * mounted with nolock) or end while the process goes on (NFS and Ceph, when the connection is lost for the time of a lease).
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

/** What this room asks of the system; tests stand in for file systems that they cannot mount. */
export interface FolderSystem {
  /** Type of the file system that a folder is on, as Linux's statfs(2) names it; undefined where the system has no such numbers. */
  typeOf(directory: string): Promise<number | undefined>;
  /** Whether the lock was free; the kernel keeps it until the file is closed, which the end of a process does, too. */
  tryLock(descriptor: number, use: FolderUse): Promise<boolean>;
}

const thisSystem: FolderSystem = {
  typeOf: async (directory) =>
    process.platform === 'linux' ? Number((await statfs(directory)).type) >>> 0 : undefined,
  tryLock: async (descriptor, use) => nativeLocks().tryLock(descriptor, { shared: use === 'together' }),
};

/** The part of fs-native-extensions that is used: it comes without types. */
interface NativeLocks {
  tryLock(descriptor: number, options: { readonly shared: boolean }): boolean;
}

/** @throws Error on a system that the package has no binary for */
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
   * The open file that the lock belongs to; undefined where there is no lock. A child process that is given it holds the folder, too, until
   * it ends.
   */
  readonly descriptor: number | undefined;
  /** Gives the folder back; a second time does nothing. */
  letGo(): Promise<void>;
}

/** Why a folder cannot be had. Its message speaks of servers; who is no server says it in words of its own. */
export class FolderRefused extends Error {
  override readonly name = 'FolderRefused';

  constructor(
    message: string,
    /** Another process holds it, or no lock could be trusted there. */
    readonly reason: 'in-use' | 'network',
    /** What kind of file system it is, where that is the reason. */
    readonly fileSystem?: string,
  ) {
    super(message);
  }
}

/**
 * Takes a folder, making it where it is missing, for its owner only. The kernel holds the lock for the life of
 * this process, so that nothing a killed one leaves behind keeps the next from starting, and no container or process number hides
 * one that lives: two processes that write one embedded database destroy it, and PGlite does not guard against that.
 *
 * @throws FolderRefused where another process holds it, or it is to be held alone on a file system whose locks cannot be trusted
 */
export async function holdFolder(
  directory: string,
  use: FolderUse,
  system: FolderSystem = thisSystem,
): Promise<HeldFolder> {
  await mkdir(directory, { recursive: true, mode: OWNER_ONLY });
  await chmod(directory, OWNER_ONLY);
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

/** Nobody holds a folder on the network alone, so nobody need be kept from holding it together. */
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
