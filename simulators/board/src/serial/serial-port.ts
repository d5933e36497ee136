/** The far end of the board's serial line: where a terminal program is, or may come. */
export interface SerialPort {
  /** Where to connect, for a person. */
  readonly place: string;
  onBytes: (bytes: Uint8Array) => void;
  /** A terminal came. A pseudo-terminal cannot tell. */
  onAttached: () => void;
  /** Bytes that nobody takes are lost, as on a real line. */
  write(bytes: Uint8Array): void;
  /** Lets the sender wait. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}
