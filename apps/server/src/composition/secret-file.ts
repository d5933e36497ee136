import { randomUUID } from 'node:crypto';
import { link, open, rename, stat, unlink } from 'node:fs/promises';

/**
 * Writes a file that only its owner may read, unless it exists: then it is not changed. The file appears with its
 * whole content or not at all, even if several servers start at once. Returns the text if it was written.
 */
export async function createSecretFile(path: string, makeText: () => string): Promise<string | undefined> {
  if (await exists(path)) return undefined;
  const text = makeText();
  const draft = await writeDraft(path, text);
  try {
    await link(draft, path);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  } finally {
    await unlink(draft);
  }
}

/** Writes a file that only its owner may read; replaces an existing one. */
export async function replaceSecretFile(path: string, text: string): Promise<void> {
  await rename(await writeDraft(path, text), path);
}

async function writeDraft(path: string, text: string): Promise<string> {
  const draft = `${path}.${randomUUID()}.new`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
