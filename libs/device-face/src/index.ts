export { DeviceFaceModule, type BrokerFactory } from './device-face.module.js';
