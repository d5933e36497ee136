/** Messages of the bench to the bare broker and its receivers, and their answers. */
export type ToBare = {
  readonly type: 'publish';
  readonly devices: readonly string[];
  readonly image: Uint8Array;
  readonly blockSize: number;
};

export type FromBareBroker = { readonly type: 'listening'; readonly port: number } | { readonly type: 'published' };

export type ToReceiver =
  | { readonly type: 'connect'; readonly port: number; readonly devices: readonly string[] }
  | { readonly type: 'expect'; readonly bytes: number };

/** `received`: the devices of this process have all expected bytes; moments are wall time, ms since 1970. */
export type FromReceiver =
  | { readonly type: 'connected' }
  | { readonly type: 'expecting' }
  | { readonly type: 'received'; readonly firstMs: number; readonly lastMs: number; readonly cpuMs: number };
