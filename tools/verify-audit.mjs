/**
 * Proves exports of the audit log offline: the chain of hashes, the signed checkpoints, and that nothing was cut off.
 *
 *   node tools/verify-audit.mjs --key KEYS.json [--known FILE]… [--key-ring FILE] EXPORT.ndjson…
 *
 * Exit code 0: proved. 1: broken; the first broken link is named. 2: it could not be tried.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import {
  ChainVerification,
  EXPORT_LINE_BYTES_MAX,
  readCheckpoint,
  readExportEnd,
  ReceiptsInLog,
} from '../libs/audit/dist/index.js';
import { readNdjson } from '../libs/http/dist/index.js';
import { parseKeyRing, TrustedKeys } from '../libs/keys/dist/index.js';
import { ringIn, TOKEN_OPTIONS } from './custody/ring-custody.mjs';
import './sources/reader-gone.mjs';

const USAGE = `usage: node tools/verify-audit.mjs --key KEYS.json [--known FILE]… [--key-ring FILE] EXPORT.ndjson…

Proves exports of the audit log (GET /api/v1/audit/export) offline. Several exports must go on from one another.
  --key    the public keys, as GET /api/v1/audit/keys gives them; may be repeated
  --known  a file with signed statements from before: an older export, or lines of a server's log
  --key-ring  the server's key ring, for its owner: the MACs of devices' receipts are computed again
  --module, --pin-file  PKCS #11 module and PIN of the token that sealed the ring, where one did
`;
/** A compact JWS, wherever it stands in a line. */
const JWS = /[\w-]{20,}\.[\w-]{20,}\.[\w-]{86}/g;

try {
  const { values, positionals } = parseArgs({
    options: {
      key: { type: 'string', multiple: true },
      known: { type: 'string', multiple: true },
      'key-ring': { type: 'string' },
      ...TOKEN_OPTIONS,
      help: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  if (values.help) process.stdout.write(USAGE);
  else if (values.key === undefined || positionals.length === 0) fail(USAGE);
  else await verify(keysFrom(values.key), values, positionals);
} catch (error) {
  fail(`${error.message}\n`);
}

async function verify(keys, options, files) {
  const { known = [], 'key-ring': ringFile } = options;
  const receipts = new ReceiptsInLog(ringFile && (await parseKeyRing(await ringIn(ringFile, options))));
  const verification = new ChainVerification(
    keys,
    known.flatMap((file) => statementsIn(file, keys)),
  );
  for (const file of files) {
    for await (const { line, object, fault } of readNdjson(createReadStream(file), EXPORT_LINE_BYTES_MAX)) {
      if (fault) verification.line({ type: `line ${line} of ${file}` });
      else {
        verification.line(object);
        if (object.type === 'entry') receipts.entry(Object(object.entry));
      }
    }
  }
  const result = verification.result();
  if ('reason' in result) {
    process.stdout.write(`BROKEN at entry ${result.sequence}: ${result.reason}\n`);
    process.exitCode = 1;
    return;
  }
  const { from, to, entries, checkpoints, endedAtMs, more } = result;
  process.stdout.write(
    `proved: ${entries} entries (${from.sequence + 1} to ${to.sequence}), ${checkpoints} checkpoints, exported ${new Date(endedAtMs).toISOString()}${more ? '; there is more after it' : ''}\n` +
      `last hash: ${to.hash}\n${receiptsText(receipts.result(), ringFile)}`,
  );
  if (receipts.result().wrong.length > 0) process.exitCode = 1;
}

/** What the receipts amount to; nothing if there are none. */
function receiptsText({ proven, unproven, checked, wrong }, ringFile) {
  if (proven + unproven === 0) return '';
  const macs =
    ringFile === undefined
      ? 'their MACs were not checked: only the owner of the key ring can (--key-ring)'
      : `${checked} MACs are right by this key ring`;
  const found = wrong.length === 0 ? '' : `WRONG receipts in entries ${wrong.slice(0, 10).join(', ')}\n`;
  return `receipts: ${proven} proven, ${unproven} unproven; ${macs}\n${found}`;
}

function keysFrom(files) {
  return new TrustedKeys(
    files.flatMap((file) => {
      const document = JSON.parse(readFileSync(file, 'utf8'));
      return document.keys ?? [document];
    }),
  );
}

/** What was signed before, wherever it is quoted; what bears no good signature says nothing. */
function statementsIn(file, keys) {
  return (readFileSync(file, 'utf8').match(JWS) ?? []).flatMap((jws) => {
    for (const read of [readCheckpoint, readExportEnd]) {
      try {
        return [read(jws, keys)];
      } catch {
        continue;
      }
    }
    return [];
  });
}

function fail(text) {
  process.stderr.write(text);
  process.exitCode = 2;
}
