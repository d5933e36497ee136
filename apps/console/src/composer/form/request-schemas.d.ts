/** What the server's document says of requests that the console fills in; made by the build (vite.config.mjs). */
declare module 'virtual:request-schemas' {
  /** The schemas by their names. */
  export const SCHEMAS: import('./schema.js').Schemas;
}
