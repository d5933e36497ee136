import { fileURLToPath } from 'node:url';

/** An image of the reference firmware. */
export const IMAGE_FILE = fileURLToPath(
  new URL('../../../../simulators/firmware/build/g4/twinbank-g4-1.1.0.bin', import.meta.url),
);

/** Arguments with which each command that prints can be run, by its path; none for those that need none. */
export const RUNS: Readonly<Record<string, readonly string[]>> = {
  'products show': ['motor'],
  'products create': ['motor', '--part', 'STM32G484', '--hardware', 'A,B'],
  'releases list': ['motor'],
  'releases show': ['motor', '1.1.0'],
  'releases upload': ['motor', IMAGE_FILE, '--version', '1.1.0', '--counter', '2'],
  'releases withdraw': ['motor', '1.1.0', '--yes'],
  'devices show': ['m-1'],
  'devices explain': ['m-1'],
};

const WHO = { name: 'ann', by: 'token', grants: [{ role: 'operator' }] };
const PRODUCT = { name: 'motor', project: 'default', part: 'STM32G484', hardware: ['A', 'B'], finishPolicy: 'mirror' };
const RELEASE = {
  ...{ product: 'motor', version: '1.1.0', counter: 2, state: 'available', hardware: ['A'], modes: ['live', 'reset'] },
  image: { length: 65536, sha256: 'ab'.repeat(32) },
  findings: [{ code: 'gaps_filled', detail: 'The file leaves out 2 bytes in 1 place.' }],
  created: '2026-11-26T17:00:00.000Z',
};
const DEVICE = {
  ...{ id: 'm-1', product: 'motor', hardware: 'A', state: 'active', online: true, tags: ['canary'] },
  running: { bank: 1, version: '1.0.0', confirmed: true },
};
const EXPLANATION = {
  ...{ campaign: 3, name: 'spring', device: 'm-1', standing: 'waiting', code: 'rate' },
  sentence: 'It waits for its turn.',
};

/** What a server answers to the requests of {@link RUNS}. */
export const answersOfServer = (): Readonly<Record<string, unknown>> => ({
  'GET /session': WHO,
  'GET /products': { items: [PRODUCT] },
  'POST /products': PRODUCT,
  'GET /products/motor': PRODUCT,
  'GET /products/motor/releases': { items: [RELEASE] },
  'POST /products/motor/releases': RELEASE,
  'GET /products/motor/releases/1.1.0': RELEASE,
  'POST /products/motor/releases/1.1.0/withdraw': { ...RELEASE, state: 'withdrawn' },
  'GET /devices': { items: [DEVICE, { ...DEVICE, id: 'm-2' }] },
  'GET /devices/m-1': DEVICE,
  'GET /devices/m-1/explanations': { items: [EXPLANATION] },
});
