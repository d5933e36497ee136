/** Routes that write nothing, or nothing by the token that these tests use, and why; people.medium-spec.ts tries the latter. */
export const NOTHING_WRITTEN: Readonly<Record<string, string>> = {
  'post /api/v1/broker/authenticate': 'a broker asks whether a device may connect',
  'post /api/v1/broker/authorize': 'a broker asks whether a device may use a topic',
  'post /api/v1/selections/preview': 'looks, and changes nothing',
  'post /api/v1/devices/bulk/dispose-preview': 'looks, and changes nothing',
  'post /api/v1/campaigns/preview': 'looks, and changes nothing',
  'post /api/v1/session': 'the one who signs in is the actor',
  'post /api/v1/passwords': 'the one who has the secret is the actor',
  'post /api/v1/campaigns/{id}/approve': 'only people approve: campaigns/approval.medium-spec.ts',
  'delete /api/v1/products/{product}/uploads/{upload}':
    'what an upload becomes is written down, and not what it was on its way',
  'delete /api/v1/session': 'needs a session',
  'post /api/v1/session/password': 'needs a session',
};
/** Commands that are recorded in the logs of several projects. */
export const LOGS = new Map([['post /api/v1/products/{product}/move', 2]]);

/** Routes whose answers have a secret, which is not shown again. */
export const SECRETS: ReadonlySet<string> = new Set([
  ...['post /api/v1/tokens', 'post /api/v1/tokens/{id}/rotate', 'post /api/v1/devices/{id}/rekey'],
  'post /api/v1/devices/{id}/move',
  ...['post /api/v1/webhooks', 'post /api/v1/webhooks/{id}/rotate'],
  ...['post /api/v1/users', 'post /api/v1/users/{user}/reset-password'],
]);
