/**
 * The architecture as one table, read from top to bottom: a room may import the rooms named beside it and no others.
 * The lint rules (eslint.config.mjs), the Jest module map (jest.config.mjs) and the house tests are generated from it.
 *
 * floor: apps and simulators are wiring; faces turn to operators or to devices, and know nothing of one another;
 * adapters do I/O; domain rooms are pure (no I/O, no clock, no randomness);
 * ground is what everything stands on; `browser` marks a room that runs in a browser and is bundled; what the test floor holds is built nowhere, and only tests may import it.
 */
export const SCOPE = '@twinbank';

/** @type {{ room: string, floor: 'app' | 'simulator' | 'face' | 'test' | 'adapter' | 'domain' | 'ground', may: string[], nest?: true, node?: 'node:crypto' | 'node:zlib', browser?: true }[]} */
export const ROOMS = [
  {
    room: 'apps/server',
    floor: 'app',
    nest: true,
    may: [
      ...['access', 'keys', 'custody', 'database', 'folder-lock', 'blobs', 'broker', 'ports', 'stored-releases'],
      ...['operator-face', 'device-face'],
    ],
  },
  {
    room: 'apps/cli',
    floor: 'app',
    may: ['primitives', 'parts', 'protocol', 'keys', 'image', 'elf', 'dwarf', 'inspect', 'intake', 'package', 'client'],
  },
  { room: 'apps/console', floor: 'app', browser: true, may: ['access', 'client'] },

  {
    room: 'simulators/scenarios',
    floor: 'simulator',
    may: [
      'primitives',
      'parts',
      'protocol',
      'keys',
      'image',
      'mcu',
      'agent',
      'package',
      'intake',
      'mqtt-link',
      'client',
      'fleet',
      'firmware',
    ],
  },
  {
    room: 'simulators/board',
    floor: 'simulator',
    may: ['primitives', 'parts', 'protocol', 'image', 'inspect', 'mcu', 'firmware'],
  },
  {
    room: 'simulators/proofs',
    floor: 'simulator',
    may: [
      'primitives',
      'parts',
      'protocol',
      'keys',
      'image',
      'mcu',
      'agent',
      'firmware',
      'campaign',
      'rollout',
      'delivery',
      'database',
      'access',
      'statistics',
    ],
  },
  {
    room: 'simulators/fuzz',
    floor: 'simulator',
    may: [
      ...['primitives', 'parts', 'protocol', 'keys', 'image', 'inspect', 'elf', 'dwarf', 'intake', 'package'],
      ...['schedule', 'selection', 'firmware'],
    ],
  },
  {
    room: 'simulators/fleet',
    floor: 'simulator',
    may: [
      ...['primitives', 'parts', 'protocol', 'keys', 'image', 'mcu', 'agent'],
      ...['mqtt-link', 'client', 'folder-lock', 'firmware', 'elf', 'dwarf'],
    ],
  },
  { room: 'simulators/firmware', floor: 'simulator', may: [] },

  {
    room: 'libs/operator-face',
    floor: 'face',
    nest: true,
    may: [
      ...[
        'primitives',
        'parts',
        'protocol',
        'access',
        'audit',
        'events',
        'keys',
        'image',
        'intake',
        'inspect',
        'elf',
        'dwarf',
        'package',
        'campaign',
        'schedule',
        'selection',
        'database',
        'blobs',
        'http',
      ],
      ...['ports', 'stored-releases'],
    ],
  },

  {
    room: 'libs/device-face',
    floor: 'face',
    nest: true,
    may: [
      ...['primitives', 'parts', 'protocol', 'access', 'keys', 'image', 'campaign', 'rollout', 'delivery'],
      ...['database', 'blobs', 'broker', 'ports', 'stored-releases'],
    ],
  },

  {
    room: 'libs/stored-releases',
    floor: 'adapter',
    nest: true,
    may: [
      ...['primitives', 'parts', 'protocol', 'keys', 'image', 'elf', 'dwarf', 'inspect'],
      ...['campaign', 'database', 'blobs', 'ports'],
    ],
  },
  { room: 'libs/ports', floor: 'adapter', nest: true, may: ['primitives', 'protocol', 'keys', 'database', 'blobs'] },
  {
    room: 'libs/testkit',
    floor: 'test',
    may: [
      'primitives',
      'parts',
      'protocol',
      'keys',
      'image',
      'inspect',
      'mcu',
      'agent',
      'campaign',
      'rollout',
      'access',
    ],
  },

  {
    room: 'libs/database',
    floor: 'adapter',
    may: [
      'primitives',
      'parts',
      'protocol',
      'keys',
      'access',
      'audit',
      'events',
      'campaign',
      'rollout',
      'selection',
      'folder-lock',
    ],
  },
  { room: 'libs/folder-lock', floor: 'adapter', may: [] },
  { room: 'libs/custody', floor: 'adapter', may: ['primitives', 'protocol', 'keys'] },
  { room: 'libs/blobs', floor: 'adapter', may: ['primitives', 'protocol', 'keys'] },
  { room: 'libs/broker', floor: 'adapter', may: ['primitives', 'protocol'] },
  { room: 'libs/mqtt-link', floor: 'adapter', may: ['primitives', 'protocol'] },
  { room: 'libs/client', floor: 'adapter', may: ['protocol'] },
  { room: 'libs/http', floor: 'adapter', nest: true, may: ['primitives', 'protocol'] },

  { room: 'libs/delivery', floor: 'domain', may: ['primitives', 'protocol', 'keys', 'image'] },
  { room: 'libs/rollout', floor: 'domain', may: ['primitives', 'protocol', 'campaign', 'image'] },
  {
    room: 'libs/campaign',
    floor: 'domain',
    may: ['primitives', 'parts', 'protocol', 'access', 'schedule', 'statistics'],
  },
  { room: 'libs/schedule', floor: 'domain', may: ['primitives', 'protocol'] },
  { room: 'libs/statistics', floor: 'domain', may: ['primitives'] },
  { room: 'libs/selection', floor: 'domain', may: ['primitives', 'protocol'] },
  { room: 'libs/audit', floor: 'domain', may: ['primitives', 'protocol', 'keys', 'access'] },
  { room: 'libs/access', floor: 'domain', may: [] },
  { room: 'libs/events', floor: 'domain', may: [] },
  { room: 'libs/agent', floor: 'domain', may: ['primitives', 'parts', 'protocol', 'keys', 'image', 'inspect', 'mcu'] },
  { room: 'libs/mcu', floor: 'domain', may: ['primitives', 'parts', 'protocol', 'keys'] },
  {
    room: 'libs/intake',
    floor: 'domain',
    may: ['primitives', 'parts', 'protocol', 'image', 'elf', 'dwarf', 'inspect'],
  },
  { room: 'libs/package', floor: 'domain', may: ['primitives', 'parts', 'protocol', 'keys', 'image', 'inspect'] },
  { room: 'libs/inspect', floor: 'domain', may: ['primitives', 'parts', 'protocol', 'image', 'elf', 'dwarf'] },
  { room: 'libs/dwarf', floor: 'domain', node: 'node:zlib', may: ['primitives', 'protocol', 'elf'] },
  { room: 'libs/elf', floor: 'domain', may: ['primitives', 'protocol'] },
  { room: 'libs/image', floor: 'domain', may: ['primitives', 'parts', 'protocol', 'keys'] },
  { room: 'libs/keys', floor: 'domain', node: 'node:crypto', may: ['primitives', 'parts', 'protocol'] },

  { room: 'libs/protocol', floor: 'ground', may: ['primitives', 'parts'] },
  { room: 'libs/parts', floor: 'ground', may: ['primitives'] },
  { room: 'libs/primitives', floor: 'ground', may: [] },
];

/**
 * Files that are built nowhere: tests, what stands in folders `testing/`, and the rooms of the test floor. They alone may
 * import `testing/` and the test floor.
 */
export const TEST_FILES = [
  '**/*.spec.ts',
  '**/*.medium-spec.ts',
  '**/*.scenario-spec.ts',
  '**/testing/**/*.ts',
  ...ROOMS.filter(({ floor }) => floor === 'test').map(({ room }) => `${room}/src/**/*.ts`),
];

/** The last folder of a room's path, which is also its package name without the scope. */
export const nameOf = (room) => room.slice(room.lastIndexOf('/') + 1);
