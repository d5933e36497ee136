/**
 * Injection token of the `DeviceBroker` of @twinbank/broker: the embedded broker, or the connection to an external
 * one.
 */
export const DEVICE_BROKER = Symbol('DeviceBroker');
