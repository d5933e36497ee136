import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Knows which connections have a request in work, so that a stop can close the others at once. Node's own way leaves those alone that
 * have not sent a request yet, and browsers keep such in store: a stop would wait for them. Connections are known by their far end,
 * because a TLS connection has two sockets: the one that arrives and the one that requests come on.
 */
export class OpenConnections {
  private readonly open = new Map<string, { readonly socket: Socket; requests: number }>();
  private closing = false;

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      const end = farEndOf(socket);
      if (this.closing) socket.destroy();
      this.open.set(end, { socket, requests: 0 });
      socket.once('close', () => this.open.delete(end));
    });
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      const connection = this.open.get(farEndOf(socket));
      if (!connection) return;
      connection.requests += 1;
      response.once('close', () => {
        connection.requests -= 1;
        if (this.closing && connection.requests === 0) socket.destroySoon();
      });
    });
  }

  /** Closes what has nothing to do, and everything else as soon as it has nothing to do any more. */
  closeIdle(): void {
    this.closing = true;
    for (const { socket, requests } of this.open.values()) if (requests === 0) socket.destroy();
  }
}

const farEndOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
