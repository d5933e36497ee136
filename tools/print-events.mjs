/** Prints docs/events.md from the catalogue of events (of the built libs): node tools/print-events.mjs > docs/events.md */
import { parseArgs } from 'node:util';

import { EVENT_KINDS, EVENTS, PROJECT_OF } from '@twinbank/events';

import './sources/reader-gone.mjs';

if (parseArgs({ options: { help: { type: 'boolean' } } }).values.help) {
  process.stdout.write(
    'usage: node tools/print-events.mjs\n\nPrints docs/events.md from the catalogue of events of the built libs.\n',
  );
  process.exit(0);
}

const typeOf = ({ type, items, format, properties }) => {
  if (type === 'array') return `list of ${items.type}`;
  if (properties)
    return `object of ${Object.entries(properties)
      .map(([name, one]) => `\`${name}\` (${one.type}: ${one.description})`)
      .join(', ')}`;
  return format ?? type;
};
const factsOf = ({ properties, required }) =>
  Object.entries(properties)
    .map(
      ([name, fact]) =>
        `\`${name}\`${required.includes(name) ? '' : '?'} (${typeOf(fact)}${fact.description ? `: ${fact.description}` : ''})`,
    )
    .join('<br>');
const rows = EVENT_KINDS.map((kind) => {
  const { what, subject, data, passing } = EVENTS[kind];
  return `| \`${kind}\`${passing ? ' *' : ''} | ${what} | ${subject} | ${factsOf(data)} |`;
});

process.stdout.write(`# Events

What the server records and tells others: in \`GET /api/v1/events/log\`, live in \`GET /api/v1/events\`, and to [webhooks](webhooks.md). Every event has an id, a
time, its name (\`kind\`), what it is about (\`campaign\`, \`job\`, \`device\`, \`project\`), who did or decided it (\`actor\`), and data. A name never changes its meaning.
Data may get further facts in later versions: accept what you do not know. Facts with a question mark are there where they are known.

Events marked with * pass by: they are shown live to whoever looks, have no id, are not kept, and go to no webhook.

This page is printed from \`libs/events/src/catalogue.ts\` by \`node tools/print-events.mjs\`; a test keeps the two in step, and every event that a test has the
server write is held against the table. The REST document has the same schemas under \`webhooks\`.

## To which project an event belongs

Whoever works in some projects only sees the events of those. What belongs to the installation is seen by those who may see every project.

| about | project |
|---|---|
${Object.entries(PROJECT_OF)
  .map(([subject, project]) => `| ${subject} | ${project} |`)
  .join('\n')}

## Every event

| event | what happened | about | data |
|---|---|---|---|
${rows.join('\n')}
`);
