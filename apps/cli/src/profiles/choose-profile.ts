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

/**
 * The server to talk to, and as whom. A secret of the file goes to the server that it was made for and to no other, whatever address is
 * asked for; the token of the environment goes where the address is from, and not to a profile that was named.
 *
 * @throws CliProblem `not_signed_in`, `profile_unknown`, `command_line_invalid`
 */
export function chooseProfile(wishes: Wishes, config: Config): Profile {
  const kept = keptProfile(wishes, config);
  const { url, token } = spoken(wishes);
  const server = url === undefined ? kept?.server : serverAddress(url);
  if (server === undefined) throw new CliProblem('not_signed_in', 'no server is known here');
  if (token !== '') return { server, token };
  const known = [kept, ...Object.values(config.profiles)].find((one) => one?.server === server);
  if (!known || !(known.token ?? known.session))
    throw new CliProblem('not_signed_in', `nobody is signed in at ${server}`);
  return known;
}

/** The profile of the file that is meant, if it is there. A profile that was named has to be. */
function keptProfile(wishes: Wishes, config: Config): Profile | undefined {
  const name = profileName(wishes, config);
  const kept = Object.hasOwn(config.profiles, name) ? config.profiles[name] : undefined;
  if (wishes.profile !== undefined && !kept) throw new CliProblem('profile_unknown', `there is no profile ${name}`);
  return kept;
}

/** The address and token that were given apart from the file. */
function spoken({ profile, server, env }: Wishes): { readonly url: string | undefined; readonly token: string } {
  if (profile !== undefined) return { url: server, token: '' };
  return { url: server ?? env['TWINBANK_URL'], token: (env['TWINBANK_TOKEN'] ?? '').trim() };
}
