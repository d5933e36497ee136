import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import type { Scratch } from '@twinbank/fleet';

/** A name that the build gave, with the hash of the content: those of another version of the console are others. */
const BUILT_NAME = /-([\w-]{8})\.(js|css)\b/g;
const OLD_NAME = /-([\w-]{8})_old\.(js|css)\b/g;
const TEXTS = /javascript|html|css/;

/** What was asked for. */
export interface Asked {
  readonly path: string;
  /** What the browser wants it for: `document`, `script`, `empty`, … */
  readonly purpose: string;
}

/** A proxy before a server, at which things go wrong. */
export class Front {
  readonly asked: Asked[] = [];
  /** Nothing gets through, as where the server is down. */
  isCut = false;
  /** The files of the console have other names, as in an older version of it. */
  isOld = false;
  /** Paths that are not there. */
  missing: RegExp | undefined;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly listener: Server,
    private readonly server: string,
    readonly url: string,
  ) {}

  /** Starts it on a free port; it ends when the scratch is cleared. */
  static async start(scratch: Scratch, server: string): Promise<Front> {
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const front = new Front(listener, server, `http://127.0.0.1:${(listener.address() as AddressInfo).port}`);
    listener.on('connection', (socket) => {
      front.sockets.add(socket);
      socket.on('close', () => front.sockets.delete(socket));
    });
    listener.on('request', (request, response) => front.answer(request, response));
    scratch.defer(() => front.stop());
    return front;
  }

  /** Ends all connections, streams in the middle of an event, too. */
  cut(): void {
    this.sockets.forEach((socket) => socket.destroy());
  }

  /** How often a path was asked for, for a purpose if one is given. */
  count(path: string | RegExp, purpose?: string): number {
    const isMeant = (one: string): boolean => (typeof path === 'string' ? one === path : path.test(one));
    return this.asked.filter((one) => isMeant(one.path) && (purpose === undefined || purpose === one.purpose)).length;
  }

  private async stop(): Promise<void> {
    this.cut();
    this.listener.close();
    await once(this.listener, 'close');
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url!.split('?')[0]!;
    this.asked.push({ path, purpose: String(request.headers['sec-fetch-dest'] ?? '') });
    if (this.isCut) return void request.socket.destroy();
    if (this.missing?.test(path)) return void response.writeHead(404).end();
    const { isOld } = this;
    const headers = { ...request.headers, ...(isOld && { 'accept-encoding': 'identity' }) };
    const target = isOld ? request.url!.replace(OLD_NAME, '-$1.$2') : request.url!;
    const onward = ask(this.server + target, { method: request.method!, headers }, (answer) => {
      if (isOld && TEXTS.test(String(answer.headers['content-type']))) return void passOld(answer, response);
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    onward.on('error', () => request.socket.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  }
}

async function passOld(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = Buffer.concat(await answer.toArray()).toString();
  const { 'content-length': _, ...headers } = answer.headers;
  response.writeHead(answer.statusCode!, headers).end(text.replace(BUILT_NAME, '-$1_old.$2'));
}
