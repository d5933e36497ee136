/** Tells the nonce of the page to the package (get-nonce) by which dialogs keep the page behind them still. It is asked for by this name only. */
export const tellStyleNonce = (nonce: string): void => void Object.assign(globalThis, { __webpack_nonce__: nonce });
