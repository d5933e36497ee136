import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { publicTeamKey } from '@twinbank/keys';

import {
  copiedKey,
  freshFile,
  KEY_FILES,
  SIGNED_KEY_SET,
  unsignedKeySetFile,
  unsignedPackage,
  unsignedPolicy,
  writtenKeySet,
} from './trust-files.js';

/** An image of the reference firmware. */
export const IMAGE_FILE = fileURLToPath(
  new URL('../../../../simulators/firmware/build/g4/twinbank-g4-1.1.0.bin', import.meta.url),
);

/** What a package of {@link IMAGE_FILE} is said to be. */
export const PACKED =
  '--product motor --version 1.1.0 --counter 2 --part STM32G484 --hardware A --created 2026-11-22T12:00:00Z'.split(' ');

/** A campaign as somebody writes it. */
export const CAMPAIGN_FILE = fileURLToPath(new URL('spring.yaml', import.meta.url));

/** Arguments with which each command that prints can be run, by its path; none for those that need none. Some write files: anew for each run. */
const RUNS: Readonly<Record<string, readonly string[] | (() => readonly string[])>> = {
  inspect: [IMAGE_FILE, '--part', 'STM32G484'],
  pack: () => [IMAGE_FILE, '--out', freshFile('twp'), ...PACKED],
  sign: () => [unsignedPackage(IMAGE_FILE), '--key-file', KEY_FILES[0]],
  verify: () => [unsignedPackage(IMAGE_FILE)],
  'key new': () => [freshFile()],
  'key list': [fileURLToPath(new URL('.', import.meta.url))],
  'key show': [KEY_FILES[0]],
  'key revoke': () => [copiedKey()],
  'policy new': () => ['motor', freshFile(), '--keys', `release=${KEY_FILES[0]}`, '--server-signs', 'no'],
  'policy sign': () => [unsignedPolicy(), '--key-file', KEY_FILES[0]],
  'policy send': () => [unsignedPolicy()],
  'key-set new': () => [
    ...['motor', freshFile(), '--root', KEY_FILES[0], '--manifest', KEY_FILES[0], '--ticket', 'server'],
  ],
  'key-set show': () => [unsignedKeySetFile()],
  'key-set sign': () => [unsignedKeySetFile(), '--key-file', KEY_FILES[0]],
  'key-set verify': () => [writtenKeySet(), '--roots', KEY_FILES[0]],
  'key-set upload': () => [writtenKeySet()],
  'key-set list': ['motor'],
  'key-set get': () => ['motor', '1', freshFile()],
  'key-set server-keys': [],
  diff: [IMAGE_FILE, IMAGE_FILE, '--part', 'STM32G484'],
  'products show': ['motor'],
  'products create': ['motor', '--part', 'STM32G484', '--hardware', 'A,B'],
  'releases list': ['motor'],
  'releases show': ['motor', '1.1.0'],
  'releases diff': ['motor', '1.0.0', '1.1.0'],
  'releases upload': ['motor', IMAGE_FILE, '--version', '1.1.0', '--counter', '2'],
  'releases uploads': ['motor'],
  'releases abandon': ['motor', '0f8d2a51-6d8e-4b0e-9c39-1d1c6d2f9c11', '--yes'],
  'releases withdraw': ['motor', '1.1.0', '--yes'],
  'releases sbom': ['motor', '1.1.0'],
  'devices show': ['m-1'],
  'devices explain': ['m-1'],
  'devices dispose': ['m-1', '--reason', 'scrapped', '--yes', 'm-1'],
  'campaigns create': [CAMPAIGN_FILE],
  'campaigns preview': [CAMPAIGN_FILE],
  'campaigns approve': ['3', '--revision', 'c.1'],
  'campaigns change': ['3', CAMPAIGN_FILE],
  'campaigns clone': ['3', '--name', 'summer'],
  ...Object.fromEntries(
    ['show', 'jobs', 'start', 'pause', 'resume', 'approvals', 'summary', 'timeline', 'report', 'watch'].map((name) => [
      `campaigns ${name}`,
      ['3'],
    ]),
  ),
  'campaigns open-gate': ['3', '--wave', '1'],
  ...Object.fromEntries(['stop', 'roll-back'].map((name) => [`campaigns ${name}`, ['3', '--yes']])),
};

/** The arguments of {@link RUNS} for one run. */
export function wordsFor(path: string): readonly string[] {
  const words = RUNS[path] ?? [];
  return typeof words === 'function' ? words() : words;
}

const WHO = { name: 'ann', by: 'token', grants: [{ role: 'operator' }] };
const PRODUCT = {
  name: 'motor',
  project: 'default',
  part: 'STM32G484',
  hardware: ['A', 'B'],
  finishPolicy: 'mirror',
  signing: { keys: [], threshold: 1, serverKey: true, sequence: 1 },
};
const RELEASE = {
  ...{ product: 'motor', version: '1.1.0', counter: 2, state: 'available', hardware: ['A'], modes: ['live', 'reset'] },
  image: { length: 65536, sha256: 'ab'.repeat(32) },
  findings: [{ code: 'gaps_filled', detail: 'The file leaves out 2 bytes in 1 place.' }],
  created: '2026-11-26T17:00:00.000Z',
};
const UPLOAD = {
  ...{ id: '0f8d2a51-6d8e-4b0e-9c39-1d1c6d2f9c11', product: 'motor', offset: 262144, length: 2097152, complete: false },
  ...{ contentType: 'multipart/form-data; boundary=x', created: '2026-11-28T10:00:00.000Z' },
  expires: '2026-11-29T10:00:00.000Z',
};
const COMPARISON = {
  ...{ from: '1.0.0', to: '1.1.0', verdict: 'live', severity: 1, knows: 'types', unchanged: 14, unlisted: 0 },
  findings: [{ code: 'variable_removed', weight: 'note', detail: 'Variables are gone: peak_error' }],
  variables: [],
  plan: { needsCode: false, savedBytes: 0, steps: [], unlisted: 0 },
};
const DEVICE = {
  ...{ id: 'm-1', product: 'motor', hardware: 'A', state: 'active', online: true, tags: ['canary'] },
  running: { bank: 1, version: '1.0.0', confirmed: true },
};
const KEY_SET = {
  ...{ product: 'motor', version: 1, rootThreshold: 1, manifestThreshold: 1, ...SIGNED_KEY_SET },
  keys: [{ kid: 'kPrK', x: '11qY', uses: ['root', 'manifest', 'ticket'] }],
};
const EXPLANATION = {
  ...{ campaign: 3, name: 'spring', device: 'm-1', standing: 'waiting', code: 'rate' },
  sentence: 'It waits for its turn.',
};
/** A campaign as a server shows it. */
export const CAMPAIGN = {
  ...{ id: 3, name: 'spring', product: 'motor', release: '1.1.0', state: 'finished', currentWave: 0, total: 2 },
  ...{ waves: [{ wave: 0 }, { wave: 1 }], jobs: { waiting: 0, succeeded: 2, failed: 0 }, revision: 'c.1' },
  ...{ config: { concurrency: 50 }, plan: { devices: 9 }, created: '2026-11-26T17:00:00.000Z' },
};
const JOB = {
  ...{ id: 7, campaign: 3, device: 'm-1', wave: 0, state: 'held', hold: 'hop', attempts: 1, hopsDone: 1, hops: 3 },
};
const OPINION = { id: 1, kind: 'approved', by: { kind: 'operator', name: 'ann' }, at: '2026-11-26T17:00:00.000Z' };
const APPROVALS = {
  standing: { standing: 'voided', code: 'approval_needed', reason: 'approved by ann, then waves was changed by ben' },
  compared: OPINION,
  changes: [{ field: 'waves', before: [{ percent: 5 }], after: [{ percent: 50 }], by: ['ben'] }],
  plan: [
    { field: 'devices', before: 9, after: 12 },
    { field: 'keysAwaited', after: 3 },
  ],
  items: [{ id: 2, kind: 'changed', by: OPINION.by, at: OPINION.at, fields: ['waves'] }, OPINION],
};
const PREVIEW = {
  ...{ config: {}, eligible: 12, needsApproval: true, forecast: [] },
  excluded: [{ reason: 'part_mismatch', meaning: 'another part', devices: 2, sample: ['m-7'] }],
  plan: {
    ...{ devices: 12, devicesMost: 13, waves: [2, 10], imageBytes: 100, bytes: 1200, keysAwaited: 3 },
    budgetWaits: [
      { scope: 'each', by: 'site', place: 'hamburg', devices: 10, bytesMs: 90_000 },
      { scope: 'total', devices: 12, bytesMs: 61_500 },
    ],
  },
  duration: { atLeastMs: 90_000, attemptMs: 60_000, concurrencyMs: 60_000, bytesMs: 90_000, leavesOut: ['soak'] },
};
const REPORT =
  '{"type":"job","row":1,"device":"m-1","wave":0,"state":"succeeded","attempts":1}\n{"type":"end","rows":1}\n';

/** What a server answers to the requests of these runs. */
export const answersOfServer = (): Readonly<Record<string, unknown>> => ({
  'GET /session': WHO,
  'GET /products': { items: [PRODUCT] },
  'POST /products': PRODUCT,
  'GET /products/motor': PRODUCT,
  'POST /products/motor/signing': PRODUCT,
  'GET /products/motor/releases': { items: [RELEASE] },
  'POST /products/motor/releases': RELEASE,
  'GET /products/motor/releases/1.1.0': RELEASE,
  'GET /products/motor/releases/1.0.0/diff/1.1.0': COMPARISON,
  'GET /products/motor/uploads': { items: [UPLOAD] },
  'DELETE /products/motor/uploads/0f8d2a51-6d8e-4b0e-9c39-1d1c6d2f9c11': {},
  'GET /products/motor/releases/1.1.0/sbom': {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    components: [{ type: 'library', name: 'mbedtls', version: '3.5.0' }],
  },
  'POST /products/motor/releases/1.1.0/sbom': RELEASE,
  'PATCH /products/motor/releases/1.1.0': { ...RELEASE, notes: 'less noise' },
  'POST /products/motor/releases/1.1.0/withdraw': { ...RELEASE, state: 'withdrawn' },
  'GET /server-keys': {
    ticketKey: publicTeamKey(readFileSync(KEY_FILES[1], 'utf8')),
    ticketKeys: [publicTeamKey(readFileSync(KEY_FILES[1], 'utf8'))],
    manifestKeys: [],
    custody: { kind: 'token', label: 'hsm-1', fault: 'key_token_away' },
  },
  'GET /products/motor/key-sets': { items: [KEY_SET] },
  'POST /products/motor/key-sets': KEY_SET,
  'GET /products/motor/key-sets/1': KEY_SET,
  'GET /devices': { items: [DEVICE, { ...DEVICE, id: 'm-2' }] },
  'GET /devices/m-1': DEVICE,
  'POST /devices/m-1/disposal': {
    ...DEVICE,
    state: 'disposing',
    disposal: { standing: 'not-confirmed', ordered: '2026-11-29T08:00:00.000Z', reason: 'scrapped' },
  },
  'GET /devices/m-1/explanations': { items: [EXPLANATION] },
  'GET /campaigns': { items: [CAMPAIGN] },
  'POST /campaigns': { ...CAMPAIGN, state: 'draft' },
  'GET /campaigns/3': CAMPAIGN,
  'PATCH /campaigns/3': { ...CAMPAIGN, config: { concurrency: 20 }, revision: 'c.2' },
  'GET /campaigns/3/jobs': { items: [JOB, { ...JOB, device: 'm-2', hopsDone: 0, hops: undefined }] },
  ...Object.fromEntries(
    ['start', 'pause', 'resume', 'open-gate', 'stop', 'roll-back', 'approve'].map((order) => [
      `POST /campaigns/3/${order}`,
      CAMPAIGN,
    ]),
  ),
  'POST /campaigns/preview': PREVIEW,
  'GET /campaigns/3/approvals': APPROVALS,
  'GET /campaigns/3/summary': {
    by: 'fault',
    values: 1,
    jobs: 2,
    items: [{ value: null, jobs: 2, failed: 0, states: {} }],
  },
  'GET /campaigns/3/timeline': { items: [{ at: '2026-11-26T17:00:00.000Z', kind: 'campaign_started', data: {} }] },
  'GET /campaigns/3/report': new Response(REPORT, { headers: { 'content-type': 'application/x-ndjson' } }),
});
