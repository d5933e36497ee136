import type { CliCommand } from '../command/cli-command.js';
import { PROBLEMS } from '../shell/problem.js';
import { commandsOf, pathOf } from './command-tree.js';

const INTRODUCTION = `# The command line: twinbank

This page is printed from the definitions of the commands by \`node tools/print-cli.mjs\`; a test keeps them in step.

\`npm pack -w apps/cli\` makes the package, which runs anywhere with Node 20.19 or newer and brings everything with it: \`npm install --global ./twinbank-cli-0.1.0.tgz\`.

\`\`\`sh
twinbank login --server http://127.0.0.1:3000 --with-token < .twinbank/admin-token
twinbank whoami
\`\`\`

## Who, and where

\`twinbank login\` writes server and sign-in to a profile of \`twinbank/config.json\` in the folder for settings (\`XDG_CONFIG_HOME\`, or \`~/.config\`), which only its owner may read. With a password it is a session, which ends as those of browsers do ([operators.md](operators.md#signing-in));
with \`--with-token\` it is a token of your own. \`--profile\` names a profile, \`--server\` a server; what the file has for one server is never sent to another.

| variable | what it says |
|---|---|
| \`TWINBANK_URL\` | the server, where no \`--server\` or \`--profile\` does |
| \`TWINBANK_TOKEN\` | the token, instead of that of the profile, unless \`--profile\` names one. It goes to \`TWINBANK_URL\` only; if that is not set, to \`--server\` |
| \`TWINBANK_PROFILE\` | the profile, where no \`--profile\` does |
| \`TWINBANK_KEY\` | the key of \`encrypt\` and \`decrypt\`, where no \`--key-file\` is given |
| \`TWINBANK_PASSPHRASE\` | the passphrase of a key file, where no \`--passphrase-file\` is given |
| \`SOURCE_DATE_EPOCH\` | when the image of \`pack\` was built, in seconds since 1970, where no \`--created\` is given |
| \`NO_COLOR\` | no colours; without a terminal there are none anyway |

Nothing secret is taken on a command line, which everybody on the machine can read.

## Answers

\`--output\` says how answers are printed: \`table\` for people (with control characters shown by their numbers), \`json\` for one value, \`ndjson\` for one object a line, \`csv\` by RFC 4180, where a text that a spreadsheet would take for a formula, such as an id that begins with -, has a ' before it. **stdout carries the answer and nothing else**; questions, progress and errors are on stderr. Decide by fields of JSON, never by the text of tables.
A list that ended with an error is not whole: look at the exit code.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | not done, or the command line was wrong |
| 2 | cancelled: an answer was no, or Ctrl-C |
| 3 | a campaign that was watched ended otherwise than wished |
| 4 | nobody is signed in, or no longer |

An error is one line on stderr: \`twinbank: CODE: what was wrong. The way out.\` Codes are those of [faults.md](faults.md), which the server answers, and these of the program itself:

| code | exit | way out |
|---|---|---|
`;

/** docs/cli.md, from the definitions of the commands. */
export function cliPage(program: CliCommand): string {
  const problems = Object.entries(PROBLEMS).map(
    ([code, { exit, remedy }]) => `| \`${code}\` | ${exit} | ${remedy} |\n`,
  );
  const commands = commandsOf(program).map((command) => section(command));
  return `${INTRODUCTION}${problems.join('')}\n## Commands\n\n${commands.join('\n')}`;
}

function section(command: CliCommand): string {
  const options = command.options
    .filter(({ hidden }) => !hidden)
    .map(({ flags, description, argChoices }) => `| \`${flags}\` | ${cell(description)}${choicesText(argChoices)} |\n`);
  const told = options.length === 0 ? '' : `\n| option | |\n|---|---|\n${options.join('')}`;
  return `### twinbank ${pathOf(command)}

${command.description()}

\`\`\`sh
${command.examples.join('\n')}
\`\`\`

\`twinbank ${[pathOf(command), ...command.registeredArguments.map(argumentText)].join(' ')}\`
${argumentsOf(command)}${told}`;
}

const argumentText = (argument: CliCommand['registeredArguments'][number]): string => {
  const text = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${text}>` : `[${text}]`;
};

const argumentsOf = ({ registeredArguments }: CliCommand): string =>
  registeredArguments.length === 0
    ? ''
    : `\n${registeredArguments.map((one) => `* \`${one.name()}\`: ${one.description}\n`).join('')}`;

const choicesText = (choices: readonly string[] | undefined): string =>
  choices ? `: ${choices.map((choice) => `\`${choice}\``).join(', ')}` : '';

const cell = (text: string): string => text.replaceAll('|', '\\|');
