/** A ticket message on its way to an external broker. */
export interface OutgoingTicket {
  readonly deviceId: string;
  readonly payload: Uint8Array;
  readonly retained: boolean;
  /** Whether what it says is right still; without it, it always is. */
  readonly still?: (() => boolean) | undefined;
}

/**
 * Ticket messages waiting for an external broker: for each device only the latest that is retained and the latest that is not, because
 * neither says what the other does; and no more in flight than the broker accepts (Receive Maximum [MQTT-5 §4.9]).
 */
export class TicketOutbox {
  private readonly waiting = new Map<string, OutgoingTicket>();
  private underWay = 0;

  /**
   * @param send hands one to the broker; resolves when it is acknowledged or lost
   * @param underWayMax how many may be in flight now; 0 while there is no connection
   */
  constructor(
    private readonly send: (ticket: OutgoingTicket) => Promise<void>,
    private readonly underWayMax: () => number,
  ) {}

  put(ticket: OutgoingTicket): void {
    const place = `${ticket.retained} ${ticket.deviceId}`;
    this.waiting.delete(place);
    this.waiting.set(place, ticket);
    this.pump();
  }

  /** Sends what may be sent now, and drops what is no longer right; to be called when the connection is back. */
  pump(): void {
    for (const [place, ticket] of this.waiting) {
      if (this.underWay >= this.underWayMax()) return;
      this.waiting.delete(place);
      if (ticket.still?.() === false) continue;
      this.underWay++;
      void this.send(ticket).finally(() => {
        this.underWay--;
        this.pump();
      });
    }
  }
}
