import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Knows which connections have a request in work, so that a stop can close the others at once. Node's own way leaves those alone that
 * have not sent a request yet, and browsers keep such in store: a stop would wait for them.
 */
export class OpenConnections {
  private readonly requests = new Map<Socket, number>();
  private closing = false;

  constructor(server: Server, tls: boolean) {
    server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.requests.set(socket, 0);
      socket.once('close', () => this.requests.delete(socket));
    });
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      this.count(socket, 1);
      response.once('close', () => this.count(socket, -1));
    });
  }

  /** Closes what has nothing to do, and everything else as soon as it has nothing to do any more. */
  closeIdle(): void {
    this.closing = true;
    for (const [socket, running] of this.requests) if (running === 0) socket.destroy();
  }

  private count(socket: Socket, by: 1 | -1): void {
    const running = this.requests.get(socket);
    if (running === undefined) return;
    this.requests.set(socket, running + by);
    if (this.closing && running + by === 0) socket.destroySoon();
  }
}
