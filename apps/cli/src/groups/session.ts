import { answerOf, type RestClient, type SessionProof } from '@twinbank/client';

import type { CliCommand, PrintOptions, RemoteOptions } from '../command/cli-command.js';
import { column, type Column } from '../output/column.js';
import { plainText } from '../output/plain-text.js';
import { chooseProfile, profileName, requireToken } from '../profiles/choose-profile.js';
import { changeConfig, configPath, readConfig, type Config, type Profile } from '../profiles/config-file.js';
import { serverAddress } from '../profiles/server-address.js';
import { CliProblem } from '../shell/problem.js';
import type { Shell } from '../shell/shell.js';
import { readLineOf } from '../shell/standard-input.js';

/** A session that was begun in vain is ended within this time, or left to the server. */
const END_MS = 5000;

interface LoginOptions {
  readonly profile?: string;
  readonly server?: string;
  readonly user?: string;
  readonly withToken?: boolean;
}

const WHO: readonly Column[] = [
  column('name'),
  column('by'),
  column('token'),
  column('owner'),
  { title: 'roles', value: ({ grants }) => ((grants ?? []) as { role: string; project?: string }[]).map(grantText) },
  column('expires'),
  column('server'),
];

const grantText = ({ role, project }: { role: string; project?: string }): string =>
  project === undefined ? role : `${role} in ${project}`;

/** `login`, `logout` and `whoami`. */
export function addSession(program: CliCommand, shell: Shell): void {
  program
    .command('login')
    .summary('sign in to a server and remember it')
    .description(
      'Signs in to a server, and writes server and sign-in to a profile of the config file, which only you can read. At a terminal it asks for name and password; a session then lasts as long as the server says. For programs, and for longer, give a token on standard input.',
    )
    .option('--profile <name>', 'the profile to write; it becomes the one that is meant where none is named')
    .option('--server <url>', 'the server; asked for unless told')
    .option('--user <name>', 'the name to sign in with; asked for unless told')
    .option(
      '--with-token',
      'read a token from standard input, instead of asking for a password; at a terminal it is asked for',
    )
    .example('twinbank login --server https://twinbank.example.org')
    .example('twinbank login --server http://127.0.0.1:3000 --with-token < .twinbank/admin-token')
    .action((options: LoginOptions) => login(shell, options));
  program
    .command('logout')
    .summary('end the session and forget it')
    .description(
      'Ends the session at the server and removes the profile. A token is removed here only: it is good until it is revoked.',
    )
    .option('--profile <name>', 'the profile to remove, instead of the default one')
    .example('twinbank logout')
    .action((options: { profile?: string }) => logout(shell, options));
  program
    .command('whoami')
    .summary('show who you are to the server, and what you may do')
    .description('Shows who you are to the server, by what, until when, and your roles.')
    .remote()
    .printing()
    .example('twinbank whoami')
    .example('twinbank whoami --output json')
    .action(async (options: RemoteOptions & PrintOptions) => {
      const config = await readConfig(configPath(shell.io.env));
      const { server } = chooseProfile({ ...options, env: shell.io.env }, config).who;
      const who = await whoIsIn(await shell.connect(options));
      await shell.record({ ...who, csrfToken: undefined, server }, WHO, options);
    });
}

async function login(shell: Shell, options: LoginOptions): Promise<void> {
  const { env } = shell.io;
  const path = configPath(env);
  const config = await readConfig(path);
  const name = profileName({ ...options, env }, config);
  const before = Object.hasOwn(config.profiles, name) ? config.profiles[name]?.server : undefined;
  // A profile that was named has its own server, as everywhere.
  const own = options.profile === undefined ? undefined : before;
  const given = options.server ?? own ?? env['TWINBANK_URL'] ?? (options.withToken ? before : undefined);
  const server = serverAddress(given ?? (await shell.ask('the server', (ask) => ask.text('Server', before))));
  shell.warnOfClearText(server);
  const profile: Profile = options.withToken
    ? { server, token: await tokenFrom(shell) }
    : { server, session: await signIn(shell, server, options.user) };
  const who = await remembered(shell, { path, name, profile });
  shell.note(`Signed in at ${server} as ${plainText(who.name)}, in profile ${name}.`);
}

/** Who one is to the server. @throws CliProblem `answer_unreadable` if the answer does not say so */
async function whoIsIn(client: RestClient) {
  const who = await answerOf(client.GET('/api/v1/session'));
  if (typeof (who as Partial<typeof who>).name === 'string') return who;
  throw new CliProblem('answer_unreadable', 'the answer does not say who is signed in');
}

/** Writes the profile once it is seen to work. A session that is not remembered is ended: nobody could end it later. */
async function remembered(shell: Shell, { path, name, profile }: { path: string; name: string; profile: Profile }) {
  try {
    const who = await whoIsIn(shell.client(profile));
    await changeConfig(path, ({ profiles }) => ({ current: name, profiles: { ...profiles, [name]: profile } }));
    return who;
  } catch (error) {
    // Also where somebody has ended the program: its signal would keep the request from being sent.
    if (profile.session) await endSession(shell.client(profile, AbortSignal.timeout(END_MS)), shell);
    throw error;
  }
}

/** A token comes on standard input, because everybody on the machine can read a command line. */
async function tokenFrom(shell: Shell): Promise<string> {
  // Typed, it is not to be seen.
  const token = shell.io.stdin.isTTY
    ? (await shell.ask('the token', (ask) => ask.secret('Token'))).trim()
    : await readLineOf(shell.io.stdin, 4096);
  if (token === undefined || token === '')
    throw new CliProblem('token_malformed', 'there is no token on standard input');
  return requireToken(token, 'standard input');
}

async function signIn(shell: Shell, server: string, user: string | undefined): Promise<SessionProof> {
  const name = user ?? (await shell.ask('the name', (ask) => ask.text('Name')));
  const password = await shell.ask('the password', (ask) => ask.secret('Password'));
  const call = shell.client({ server }).POST('/api/v1/session', { body: { name, password } });
  const [{ csrfToken }, { response }] = await Promise.all([answerOf(call), call]);
  // Something in front of the server may have one of its own.
  const cookie = response.headers
    .getSetCookie()
    .map((one) => one.split(';', 1)[0]!.trim())
    .join('; ');
  if (cookie === '' || csrfToken === undefined)
    throw new CliProblem('server_unreachable', `${server} began no session`);
  return { cookie, csrfToken };
}

async function logout(shell: Shell, options: { profile?: string }): Promise<void> {
  const path = configPath(shell.io.env);
  // What is ended is what was removed: another process may have signed in a moment ago.
  const { name, profile } = await changeConfig(path, (config) => {
    const name = profileName({ ...options, env: shell.io.env }, config);
    const profile = Object.hasOwn(config.profiles, name) ? config.profiles[name] : undefined;
    if (!profile) throw new CliProblem('profile_unknown', `there is no profile ${name}`);
    return { ...withoutProfile(config, name), removed: { name, profile } };
  }).then(({ removed }) => removed);
  if (profile.session) await endSession(shell.client(profile), shell);
  const token = profile.token === undefined ? '' : ' Its token is good until it is revoked or ends.';
  shell.note(`Forgot profile ${name}.${token}`);
}

function withoutProfile({ current, profiles: before }: Config, name: string): Config {
  const { [name]: _gone, ...profiles } = before;
  return { profiles, ...(current !== undefined && current !== name && { current }) };
}

/** A session that is over, or a server that is gone, keeps nobody from forgetting it. */
async function endSession(client: RestClient, shell: Shell): Promise<void> {
  try {
    await answerOf(client.DELETE('/api/v1/session'));
  } catch (error) {
    shell.note(`The session could not be ended at the server: ${plainText((error as Error).message)}`);
  }
}
