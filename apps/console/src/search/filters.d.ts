/** What the server's document says of the filters of lists; made by the build (vite.config.mjs). */
declare module 'virtual:filters' {
  /** The descriptions by the names of the lists. */
  export const FILTERS: Readonly<Record<'devices' | 'products' | 'users', string>>;
}
