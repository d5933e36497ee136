/** Faults of people, their passwords and sessions, and of signing in. Part of the table in faults.ts. */
export const PEOPLE_FAULTS = {
  user_unknown: { status: 404, meaning: 'No user has this name.' },
  user_exists: {
    status: 409,
    meaning: 'A user of this name exists, perhaps in another case; names are never changed.',
  },
  user_disabled: { status: 403, meaning: 'The user was disabled; an administrator can enable them again.' },
  user_of_service: {
    status: 409,
    meaning: 'The user is a service account: it has tokens, no password and no session.',
  },
  user_of_issuer: { status: 409, meaning: 'The user signs in at an identity provider, and has no password here.' },
  password_weak: {
    status: 422,
    meaning:
      'The password is too short, too long, much like the name, or one that everybody tries; the fact `rule` says which.',
  },
  password_secret_invalid: {
    status: 401,
    meaning: 'The text with which a password is set was used, is too old, was replaced by a newer one, or is none.',
  },
  wrong_credentials: { status: 401, meaning: 'No user has this name and this password.' },
  identity_locked: {
    status: 429,
    meaning:
      'Signing in with this name, or from this address, has failed too often; it is tried again after the time that the answer states.',
  },
  session_missing: {
    status: 409,
    meaning: 'This concerns the session of a browser, and the request was sent with a token.',
  },
  session_ended: { status: 401, meaning: 'The session was ended, or is none; sign in again.' },
  session_expired: { status: 401, meaning: 'The session was not used for long, or is too old; sign in again.' },
  session_unknown: { status: 404, meaning: 'No session of the user has this id.' },
  request_forged: {
    status: 403,
    meaning:
      'A request under a session that changes something came from another site, or without the header X-CSRF-Token that belongs to the session.',
  },
  // signing in at an identity provider
  oidc_disabled: { status: 404, meaning: 'This server has no identity provider: sign in with a password.' },
  oidc_unavailable: {
    status: 503,
    meaning:
      'The identity provider does not answer, answers too slowly or with something that cannot be used, or does not accept this server; people with a password can sign in. The log has the details.',
  },
  oidc_refused: {
    status: 403,
    meaning: 'The identity provider refused the sign-in, or its code was used before; the fact `error` has its reason.',
  },
  oidc_state_invalid: {
    status: 401,
    meaning: 'The answer of the identity provider belongs to no sign-in that this browser has under way; begin again.',
  },
  oidc_state_expired: { status: 401, meaning: 'The sign-in took longer than ten minutes; begin again.' },
  oidc_token_invalid: {
    status: 401,
    meaning:
      'What the identity provider says of the person cannot be trusted or read; the fact `rule` says why: signature, algorithm, time, claim, groups or form.',
  },
  oidc_without_role: {
    status: 403,
    meaning:
      'No group of the person gives a role here, and the person is not known yet; an administrator of the identity provider can change that.',
  },
} as const;
