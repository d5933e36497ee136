/** What is said beside a file that is uploaded. */
export interface UploadFields {
  readonly version: string;
  readonly counter: string;
  readonly hardware: readonly string[];
  readonly blockSize: string | null;
  readonly versionAt: string;
  /** Oldest version that it replaces; empty for any. */
  readonly upgradesFrom: string;
  /** Oldest boot ROM with which it works; empty for any. */
  readonly bootRomMin: string;
  /** Of an image without descriptor: where the code is that swaps the banks, and the code that runs once; empty for none. */
  readonly swapSectionAt: string;
  readonly runOnceAt: string;
  /** Its two copies of interrupt code for RAM, with a comma between them; empty for none. */
  readonly isrCopiesAt: string;
  /** Of an image without descriptor: the number of its RAM layout; empty for none. */
  readonly ramLayout: string;
}

/** A file, and what is said beside it; a package needs nothing beside it. */
export interface UploadOrder {
  readonly product: string;
  readonly file: File;
  /** The map that the linker wrote with it; of a package it is of no use. */
  readonly map?: File | undefined;
  /** Undefined for a package. */
  readonly fields: UploadFields | undefined;
}

/** Before anything is said. */
export const BLANK: UploadFields = {
  version: '',
  counter: '',
  hardware: [],
  blockSize: null,
  versionAt: '',
  upgradesFrom: '',
  bootRomMin: '',
  swapSectionAt: '',
  runOnceAt: '',
  isrCopiesAt: '',
  ramLayout: '',
};

/** Media type of a package that its team has signed (docs/package-format.md). */
export const PACKAGE_TYPE = 'application/vnd.twinbank.package';
/** The first bytes of a package [docs/package-format.md, Layout]. */
const MAGIC = [0x89, 0x54, 0x57, 0x50, 0x0d, 0x0a, 0x1a, 0x0a];
/** So many bytes of a file say whether it is a package. */
export const MAGIC_BYTES = MAGIC.length;

/** Whether a file that begins like this is a package: it says version and counter itself. */
export const isPackage = (head: Uint8Array): boolean => MAGIC.every((byte, index) => head[index] === byte);

/** The fields of the form in the order in which they are sent: the server checks them while the file still arrives. What is empty is left out. */
export const formFields = (fields: UploadFields): [string, string][] => [
  ['version', fields.version.trim()],
  ['counter', fields.counter.trim()],
  ...fields.hardware.map((revision): [string, string] => ['hardware', revision]),
  ...(fields.blockSize === null ? [] : [['blockSize', fields.blockSize] satisfies [string, string]]),
  ...said('upgradesFrom', fields.upgradesFrom),
  ...said('bootRomMin', fields.bootRomMin),
  ...said('versionAt', fields.versionAt),
  ...said('swapSectionAt', fields.swapSectionAt),
  ...said('runOnceAt', fields.runOnceAt),
  ...said('isrCopiesAt', fields.isrCopiesAt),
  ...said('ramLayout', fields.ramLayout),
];

/**
 * The files of the form in the order in which they are sent. The image comes last: it is the longest, and a map that is refused ends the
 * request before it.
 *
 * @param map undefined for none
 */
export const formFiles = <Named>(image: Named, map: Named | undefined): [string, Named][] => [
  ...(map === undefined ? [] : [['map', map] satisfies [string, Named]]),
  ['image', image],
];

const said = (name: string, value: string): [string, string][] => (value.trim() === '' ? [] : [[name, value.trim()]]);

/** How far an upload has come, in percent; undefined if the browser does not know the length. */
export const percentOf = (sent: number, total: number): number | undefined =>
  total > 0 ? Math.min(100, Math.floor((100 * sent) / total)) : undefined;
