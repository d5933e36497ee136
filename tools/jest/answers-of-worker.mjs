/**
 * Validators of answers by an OpenAPI document, made once for each worker of Jest. Every test file loads its modules anew, and to read
 * the document of a server and compile its schemas takes longer than many files' tests; it is the same text in nearly all of them. So this lives outside
 * the modules of test files: `environment.mjs` hands it in. What it keeps must not come from a test file either, or it would keep all that file's modules.
 */
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../libs/operator-face/', import.meta.url));
const { Ajv2020 } = require('ajv/dist/2020.js');
const formats = require('ajv-formats');

const DOCUMENT = 'https://twinbank.invalid/document';
/** The document with parts of items where fields are chosen. */
const PARTED = `${DOCUMENT}-with-parts`;
/** Documents of servers with other settings, or before and after a change in watch mode: more are not kept. */
const KEPT = 2;

const known = new Map();

/**
 * @param {string} text a document, as a server sends it
 * @returns the document, and what of its schema an answer does not fit: a sentence, or undefined if it fits
 */
export function answersOfWorker(text) {
  const found = known.get(text) ?? read(text);
  known.delete(text);
  known.set(text, found);
  if (known.size > KEPT) known.delete(known.keys().next().value);
  return found;
}

function read(text) {
  const document = JSON.parse(text);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  const checks = new Map();
  formats.default(ajv);
  for (const schema of Object.values(document.components?.schemas ?? {})) close(schema);
  ajv.addSchema(withoutParts(document), DOCUMENT);
  ajv.addSchema(document, PARTED);
  return {
    document,
    problemOf: ({ path, method, status, media, parted, json }) => {
      const place = `paths/${escaped(path)}/${method}/responses/${status}/content/${escaped(media)}/schema`;
      const $ref = `${parted ? PARTED : DOCUMENT}#/${place}`;
      const fits = checks.get($ref) ?? ajv.compile({ $ref });
      checks.set($ref, fits);
      return fits(json) ? undefined : ajv.errorsText(fits.errors);
    },
  };
}

/** Of an item that may be a part of one, only the whole: a part is right only where the query names fields. */
function withoutParts(schema) {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(withoutParts);
  const { anyOf } = schema;
  if (anyOf?.[0]?.$ref !== undefined && anyOf[1]?.$ref === `${anyOf[0].$ref}Part`) return anyOf[0];
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, withoutParts(value)]));
}

/** JSON pointers in URLs [RFC 6901 §6]. */
const escaped = (part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Clients must accept properties that they do not know; these tests must not, or the document would fall behind. */
function close(schema) {
  if (schema.properties !== undefined && schema.allOf === undefined) schema.additionalProperties ??= false;
  for (const property of Object.values(schema.properties ?? {})) close(property);
}
