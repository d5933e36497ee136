/** Injection token of the `DeviceBroker` of @twinbank/broker: the one inside, or the connection to the one outside. */
export const DEVICE_BROKER = Symbol('DeviceBroker');
