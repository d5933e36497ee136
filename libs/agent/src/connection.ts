/** What the agent knows of its connection to the broker. */
export class Connection {
  /** Whether the connection is up. */
  isUp = false;
  /** How long the handshake of the present connection took; undefined if it was not measured. */
  handshakeUs: number | undefined;
}
