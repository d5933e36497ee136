/**
 * Words that no device may have as its id, because the REST interface has routes of these names where the id of a device
 * would stand: `GET /devices/broker-passwords` would never show such a device. A test derives them from the routes.
 */
export const RESERVED_DEVICE_IDS: ReadonlySet<string> = new Set(['bulk', 'broker-passwords']);
