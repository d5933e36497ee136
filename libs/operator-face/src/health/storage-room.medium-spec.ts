import { tmpdir } from 'node:os';

import { describe, expect, it } from '@jest/globals';

import { StorageRoom } from './storage-room.js';

describe('the room for what is stored', () => {
  const config = { dataDir: tmpdir(), blobsDir: `${tmpdir()}/not-made-yet` };

  it('is there on a disk that has some', async () => {
    expect(await new StorageRoom(config, { diskFull: false }).isFull()).toBe(false);
  });

  it('is not there where the database has just said so', async () => {
    expect(await new StorageRoom(config, { diskFull: true }).isFull()).toBe(true);
  });
});
