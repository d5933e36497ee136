const slashes = (path: string): string => path.replaceAll('\\', '/');

/**
 * The path of a source file: relative to the folder in which it was compiled, where it lies in it; else as the compiler was given it.
 *
 * @param folder `DW_AT_comp_dir`
 */
export function sourcePath(name: string, folder: string | undefined): string {
  const path = slashes(name).replace(/^(?:\.\/+)+/, '');
  if (folder === undefined || folder === '') return path;
  const root = slashes(folder).replace(/\/*$/, '/');
  return path.startsWith(root) ? path.slice(root.length) : path;
}
