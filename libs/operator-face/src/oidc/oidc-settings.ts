import type { GroupGrants } from '@twinbank/access';

/** The identity provider at which people may sign in. */
export interface OidcSettings {
  /** Its address, as its tokens name it. */
  readonly issuer: string;
  /** The name by which it knows this server. */
  readonly clientId: string;
  /** Missing for a public client, which only PKCE protects. */
  readonly clientSecret?: string | undefined;
  /** What is asked for, with spaces. */
  readonly scopes: string;
  /** The claim that names the groups of a person. */
  readonly groupsClaim: string;
  /** Which roles groups give. Without it groups give none, and everybody whom the issuer lets in becomes a user without roles. */
  readonly groupGrants?: GroupGrants | undefined;
  /** As people read it on the button. */
  readonly label: string;
  /** Longest time for one request to the issuer. */
  readonly requestMs?: number | undefined;
}
