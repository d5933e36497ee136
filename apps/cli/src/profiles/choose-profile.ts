import { CliProblem } from '../shell/problem.js';
import type { Config, Profile } from './config-file.js';
import { serverAddress } from './server-address.js';

/** What somebody said about the server and themselves, from the nearest to the farthest. */
export interface Wishes {
  /** `--profile`. */
  readonly profile?: string | undefined;
  /** `--server`. */
  readonly server?: string | undefined;
  /** TWINBANK_PROFILE, TWINBANK_URL and TWINBANK_TOKEN. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Name of the profile that is meant where nothing names one. */
export const FIRST_PROFILE = 'default';

/** The name of the profile that is meant. */
export const profileName = ({ profile, env }: Wishes, { current }: Config): string =>
  profile ?? env['TWINBANK_PROFILE'] ?? current ?? FIRST_PROFILE;

/** A server, who somebody is there, and whether the config file says so. */
export interface Chosen {
  readonly who: Profile;
  readonly isKept: boolean;
}

/**
 * The server to talk to, and as whom. A secret of the file goes to the server that it was made for and to no other, whatever address is
 * asked for; the token of the environment goes to the address that is given with it, and not to a profile that was named.
 *
 * @throws CliProblem `not_signed_in`, `profile_unknown`, `command_line_invalid`, `token_malformed`
 */
export function chooseProfile(wishes: Wishes, config: Config): Chosen {
  const kept = keptProfile(wishes, config);
  const token = wishes.profile === undefined ? (wishes.env['TWINBANK_TOKEN'] ?? '').trim() : '';
  if (token !== '') return { who: spokenProfile(wishes, token), isKept: false };
  return { who: signedIn(wishes, kept, config), isKept: true };
}

/** Who the config file says, at the server that is meant. */
function signedIn({ profile, server: asked, env }: Wishes, kept: Profile | undefined, { profiles }: Config): Profile {
  const url = asked ?? (profile === undefined ? env['TWINBANK_URL'] : undefined);
  const server = url === undefined ? kept?.server : serverAddress(url);
  if (server === undefined) throw new CliProblem('not_signed_in', 'no server is known here');
  // Who names a profile wants to be nobody else.
  const others = profile === undefined ? Object.values(profiles) : [];
  const known = [kept, ...others].find((one) => one?.server === server);
  if (!known || !(known.token ?? known.session))
    throw new CliProblem('not_signed_in', `nobody is signed in at ${server}`);
  requireToken(known.token, 'that of the config file');
  return known;
}

/** The profile of the file that is meant, if it is there. A profile that was named has to be. */
function keptProfile(wishes: Wishes, config: Config): Profile | undefined {
  const name = profileName(wishes, config);
  const kept = Object.hasOwn(config.profiles, name) ? config.profiles[name] : undefined;
  if (wishes.profile !== undefined && !kept) throw new CliProblem('profile_unknown', `there is no profile ${name}`);
  return kept;
}

/** Who the environment says, at the address that it says; without one, at that of the command line. */
function spokenProfile({ server, env }: Wishes, token: string): Profile {
  const own = env['TWINBANK_URL'];
  const given = server ?? own;
  if (given === undefined) throw new CliProblem('not_signed_in', 'TWINBANK_TOKEN is set, and no server that it is for');
  const origin = serverAddress(given);
  if (own !== undefined && origin !== serverAddress(own))
    throw new CliProblem('not_signed_in', `TWINBANK_TOKEN is for ${serverAddress(own)}, not for ${origin}`);
  return { server: origin, token: requireToken(token, 'TWINBANK_TOKEN') };
}

/** A token that a header can carry. @throws CliProblem `token_malformed`, which does not say it */
export function requireToken<Token extends string | undefined>(token: Token, what: string): Token {
  if (token !== undefined && !/^[\x21-\x7e]{1,4096}$/.test(token))
    throw new CliProblem('token_malformed', `${what} has characters that no token has`);
  return token;
}
