/** Prints docs/roles.md from the table of roles (of the built libs) and the REST document: node tools/print-roles.mjs > docs/roles.md */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { ACTIONS, ROLE_NAMES, ROLES, ROLES_OF_SCOPES } from '@twinbank/access';

import './sources/reader-gone.mjs';

if (parseArgs({ options: { help: { type: 'boolean' } } }).values.help) {
  process.stdout.write(
    'usage: node tools/print-roles.mjs\n\nPrints docs/roles.md from the table of roles of the built libs and from libs/client/openapi.json.\n',
  );
  process.exit(0);
}

const document = JSON.parse(readFileSync(new URL('../libs/client/openapi.json', import.meta.url), 'utf8'));
const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    action: operation['x-action'],
    signedIn: operation['x-signed-in'] === true,
    route: `${method.toUpperCase()} ${path.replace('/api/v1', '')}`,
  })),
);

const rolesTable = ROLE_NAMES.map((role) => {
  const { what, everywhereOnly } = ROLES[role];
  return `| \`${role}\` | ${what}${everywhereOnly ? ' (not for one project)' : ''} |`;
});
const actionsTable = Object.entries(ACTIONS).map(([action, { what, level }]) => {
  const marks = ROLE_NAMES.map((role) => (ROLES[role].actions.includes(action) ? '●' : ' '));
  return `| \`${action}\` | ${what}${level === 'installation' ? ' *' : ''} | ${marks.join(' | ')} |`;
});
const routesTable = routes.map(({ route, action, signedIn }) => {
  const open = signedIn ? 'whoever is signed in or has a token; of others, as its description says' : 'everybody';
  return `| \`${route}\` | ${action ? `\`${action}\`` : open} |`;
});
const scopesTable = Object.entries(ROLES_OF_SCOPES).map(
  ([scope, roles]) => `| \`${scope}\` | ${roles.map((role) => `\`${role}\``).join(', ')} |`,
);

process.stdout.write(`# Who may do what

This page is printed from \`libs/access\` and from the REST document by \`node tools/print-roles.mjs\`; a test keeps them in step, and another walks every
route with every role. How people and tokens get roles is in [operators.md](operators.md), and what answers which threat in [security.md](security.md).

## Roles

| role | who it is for |
|---|---|
${rolesTable.join('\n')}

## Actions

What has a star belongs to the installation, and is allowed by a role for every project only.

| action | what it allows | ${ROLE_NAMES.join(' | ')} |
|---|---|${ROLE_NAMES.map(() => '---|').join('')}
${actionsTable.join('\n')}

## Routes

| route | action |
|---|---|
${routesTable.join('\n')}

## Tokens of earlier servers

They had scopes, which allow what they allowed then:

| scope | roles |
|---|---|
${scopesTable.join('\n')}
`);
