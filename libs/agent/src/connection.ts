/** What the agent knows of its connection to the broker. */
export class Connection {
  /** Whether it stands. */
  isUp = false;
  /** How long the handshake of the present connection took, where it was measured. */
  handshakeUs: number | undefined;
}
