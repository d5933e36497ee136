/** The public key of a team, as a request has it [RFC 8037 §A.2]. */
export const TEAM_KEY = {
  name: 'release-2026',
  jwk: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
};
