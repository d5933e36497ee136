import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What the build leaves in the page where each answer gets its nonce. */
const NONCE_PLACE = /CONSOLE_NONCE/g;
const PAGE = 'index.html';
/** Names in this folder have a hash of the content: what was fetched once stays right for ever. */
const HASHED = 'assets/';
const FOR_EVER = 'public, max-age=31536000, immutable';
/** Shorter files hardly shrink. */
const GZIP_FROM_BYTES = 512;
/** First parts of paths where no page is, also where there is nothing. */
const RESERVED = new Set(['assets', 'api', 'docs', 'docs-json', 'docs-yaml', 'health']);
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

/** An answer with a file of the console. */
export interface ConsoleAnswer {
  readonly status: 200 | 404;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What is asked for: the path without its query, and what the client takes. */
export interface ConsoleQuestion {
  readonly path: string;
  readonly accept: string;
  readonly acceptEncoding: string;
  /** Unguessable, another one for each answer; base64. */
  readonly nonce: string;
}

/** What the page may do: its own scripts, its own styles and those that it makes itself, and this server [CSP Level 3]. */
const pagePolicy = (nonce: string): string =>
  `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self'; font-src 'self'; connect-src 'self'; ` +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

interface SiteFile {
  readonly type: string;
  readonly bytes: Buffer;
  gzip?: Buffer;
}

/**
 * The files of the console, read once: there are a few, and what is looked up in a map cannot leave its folder.
 */
export class ConsoleSite {
  readonly #page: string;
  readonly #files: ReadonlyMap<string, SiteFile>;

  private constructor(page: string, files: ReadonlyMap<string, SiteFile>) {
    this.#page = page;
    this.#files = files;
  }

  /** Reads the folder; undefined if the console was not built. */
  static read(folder: string): ConsoleSite | undefined {
    if (!existsSync(join(folder, PAGE))) return undefined;
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll(sep, '/'));
    const files = names.flatMap((name): [string, SiteFile][] => {
      const type = MEDIA_TYPES[/\.([a-z0-9]+)$/.exec(name)?.[1] ?? ''];
      return type === undefined ? [] : [[name, { type, bytes: readFileSync(join(folder, name)) }]];
    });
    return new ConsoleSite(readFileSync(join(folder, PAGE), 'utf8'), new Map(files));
  }

  /**
   * The answer to a request that nothing else answers: a file, or the page for the root and, where a browser opens it, for an
   * address within the console. Undefined for everything else, such as a file that is missing.
   */
  answer({ path, accept, acceptEncoding, nonce }: ConsoleQuestion): ConsoleAnswer | undefined {
    const file = this.#files.get(path.slice(1));
    if (file !== undefined) return fileAnswer(path, file, /\bgzip\b/.test(acceptEncoding));
    return path === '/' || isPlace(path, accept) ? this.#pageAnswer(nonce) : undefined;
  }

  #pageAnswer(nonce: string): ConsoleAnswer {
    return {
      status: 200,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'content-security-policy': pagePolicy(nonce),
      },
      body: Buffer.from(this.#page.replace(NONCE_PLACE, nonce)),
    };
  }
}

/** In the place of a console that was not built: says so to whoever opens the root, and how to build it. */
export const NOT_BUILT: Pick<ConsoleSite, 'answer'> = {
  answer: ({ path }) =>
    path === '/'
      ? {
          status: 404,
          headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
          body: Buffer.from(
            'The console is not built. In the folder of the sources, npm run setup builds it; then start the server again.\n' +
              'The REST interface is there all the same: /docs describes it.\n',
          ),
        }
      : undefined,
};

/** The headers of an answer beside what it varies by already: what others said of that is kept [RFC 9110 §12.5.5]. */
export function withVary(
  headers: ConsoleAnswer['headers'],
  before: string | readonly string[] | number | undefined,
): ConsoleAnswer['headers'] {
  const said = [before ?? [], headers['vary'] ?? []].flat().join(',').split(',');
  const names = new Map(said.map((name) => [name.trim().toLowerCase(), name.trim()]));
  names.delete('');
  return names.size === 0 ? headers : { ...headers, vary: [...names.values()].join(', ') };
}

/**
 * Whether a path is an address within the console: a browser asks for a page, and it is no file and not reserved. Files are in the folder of
 * assets, or at the top and have a dot in their name; further down a dot is one of the name of a device.
 */
function isPlace(path: string, accept: string): boolean {
  const [, first = '', ...rest] = path.split('/');
  return accept.includes('text/html') && !RESERVED.has(first) && (rest.length > 0 || !first.includes('.'));
}

function fileAnswer(path: string, file: SiteFile, takesGzip: boolean): ConsoleAnswer {
  const isZipped = takesGzip && file.bytes.length >= GZIP_FROM_BYTES;
  return {
    status: 200,
    headers: {
      'content-type': file.type,
      'cache-control': path.startsWith(`/${HASHED}`) ? FOR_EVER : 'no-cache',
      vary: 'Accept-Encoding',
      ...(isZipped && { 'content-encoding': 'gzip' }),
    },
    body: isZipped ? (file.gzip ??= gzipSync(file.bytes, { level: 9 })) : file.bytes,
  };
}
