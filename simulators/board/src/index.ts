export { Bench, type BenchEffect, type BenchInput, type BenchSettings } from './bench.js';
export { Board, type BenchKey, type BoardEffect, type BoardInput } from './board.js';
export { startReceiver, stepReceiver } from './ymodem/receiver.js';
export type * from './ymodem/receiver-state.js';
