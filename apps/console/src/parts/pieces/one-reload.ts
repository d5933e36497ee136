/** Where it is kept that a page was reloaded: for the tab, over the reload. */
export interface Kept {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const KEY = 'twinbank.reloaded';

/**
 * Allows one reload for each page that does not arrive, and no second one before it arrived: where the reload did not help, the next one would not
 * either, and a page that reloads itself again and again can be used for nothing.
 */
export class OneReload {
  /** @param kept where to keep it; undefined where the browser keeps nothing, and then no reload is allowed */
  constructor(private readonly kept: Kept | undefined) {}

  /** Whether a page may be reloaded now; if so, it counts as reloaded. */
  take(page: string): boolean {
    const pages = this.pages();
    if (pages === undefined || pages.includes(page)) return false;
    return this.keep([...pages, page]);
  }

  /** A page arrived: if it is missing once more, that is something new. */
  arrived(page: string): void {
    const pages = this.pages();
    if (pages?.includes(page)) this.keep(pages.filter((one) => one !== page));
  }

  private pages(): readonly string[] | undefined {
    try {
      return this.kept === undefined ? undefined : (this.kept.getItem(KEY)?.split(' ') ?? []);
    } catch {
      return undefined;
    }
  }

  private keep(pages: readonly string[]): boolean {
    try {
      if (pages.length === 0) this.kept?.removeItem(KEY);
      else this.kept?.setItem(KEY, pages.join(' '));
      return true;
    } catch {
      return false;
    }
  }
}
