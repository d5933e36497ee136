/** Keeps flash content that many devices share only once, outside of their files. */
export interface CellArchive {
  /** The name under which these bytes are kept from now on. Nobody may write to them. */
  keep(bytes: Uint8Array): string;
  /** The bytes with this name; undefined if the name is not known. */
  find(name: string): Uint8Array | undefined;
}
