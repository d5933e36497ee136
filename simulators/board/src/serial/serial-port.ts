/** The far end of the board's serial line, to which a terminal program may connect. */
export interface SerialPort {
  /** Where to connect, for a person. */
  readonly place: string;
  onBytes: (bytes: Uint8Array) => void;
  /** Called when a terminal connects. A pseudo-terminal cannot tell. */
  onAttached: () => void;
  /** Writes bytes; they are lost if nobody reads them, as on a real line. */
  write(bytes: Uint8Array): void;
  /** Makes the sender wait. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}
