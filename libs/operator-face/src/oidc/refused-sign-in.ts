import { createHash } from 'node:crypto';

import { Catch } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { ProblemFilter, type Problem } from '@twinbank/http';

const STYLE =
  ':root{color-scheme:light dark;font-family:system-ui,sans-serif}main{max-width:32rem;margin:15vh auto;padding:0 1rem}' +
  'a{color:inherit}code{overflow-wrap:anywhere}';
const POLICY =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; ` +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Says to a person whose browser was sent here why they are not signed in, and leads back to the sign-in: the JSON for programs would be
 * all that they see, with no way on. Whoever asks for no page gets the problem as everywhere.
 */
@Catch()
export class RefusedSignInFilter extends ProblemFilter {
  protected override send(problem: Problem, reply: FastifyReply): void {
    void reply.header('vary', 'Accept');
    if (!/\btext\/html\b/.test(reply.request.headers.accept ?? '')) return super.send(problem, reply);
    void reply.type('text/html; charset=utf-8').header('content-security-policy', POLICY).send(refusedPage(problem));
  }
}

/** The page for a problem: what happened, what it is called in documents and the log, and the way back. It has no script. */
export function refusedPage({ title, detail, code, instance }: Problem): string {
  const lines = detail === title ? [title] : [title, detail];
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width, initial-scale=1">' +
    `<title>Not signed in · Twinbank</title><style>${STYLE}</style></head><body><main><h1>Not signed in</h1>` +
    lines.map((line) => `<p>${escaped(line)}</p>`).join('') +
    `<p><code>${escaped(code)}</code> request <code>${escaped(instance)}</code></p>` +
    '<p><a href="/">Back to the sign-in</a></p></main></body></html>'
  );
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (mark) => ESCAPES[mark]!);
