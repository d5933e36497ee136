import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { SERVER } from '@twinbank/access';

import type { OperatorTokensService } from './operator-tokens.service.js';
import { TOKEN_DAYS_MAX } from './token.dto.js';

/** File in the data folder with an administrator's token: whoever may read the folder may administer the server. */
export const ADMIN_TOKEN_FILE = 'admin-token';

/**
 * Writes a new administrator's token to its file, unless the file holds a valid token that is stored by its hash: a
 * token that no longer works, or that an earlier server signed, is replaced. So a restart lets an administrator back in
 * who has no token left. Returns the path of the file.
 *
 * @param write replaces a file by one that only its owner may read
 */
export async function ensureAdminToken(
  dataDir: string,
  tokens: OperatorTokensService,
  write: (path: string, text: string) => Promise<void>,
): Promise<string> {
  const path = join(dataDir, ADMIN_TOKEN_FILE);
  const present = await readFile(path, 'utf8').catch(() => '');
  if (await tokens.isLasting(present.trim())) return path;
  const { token } = await tokens.issue({ name: 'admin', roles: ['installation-admin'], days: TOKEN_DAYS_MAX }, SERVER);
  await write(path, `${token}\n`);
  return path;
}
