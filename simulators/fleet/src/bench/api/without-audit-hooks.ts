import type { LoadHook } from 'node:module';

const FILE = '/database/dist/audit/audit-drafts.js';
const WHERE = 'export function auditOf(';
const IN_PLACE = 'export const auditOf = () => undefined;\nfunction unused(';

/**
 * The server has no setting that turns its audit log off. To measure what the log costs, the one function that makes an
 * entry of an event is replaced while it is loaded. Throws if it is no longer there: the bench would compare like with like.
 */
export const load: LoadHook = async (url, context, nextLoad) => {
  const loaded = await nextLoad(url, context);
  if (!url.endsWith(FILE)) return loaded;
  const source = Buffer.from(loaded.source as Uint8Array).toString();
  if (!source.includes(WHERE)) throw new Error(`${FILE} no longer has "${WHERE}"`);
  return { ...loaded, source: source.replace(WHERE, IN_PLACE) };
};
