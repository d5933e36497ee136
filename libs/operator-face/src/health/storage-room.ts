import { statfs } from 'node:fs/promises';

import { Inject, Injectable } from '@nestjs/common';

import type { Database } from '@twinbank/database';
import { DATABASE } from '@twinbank/ports';

import { OPERATOR_SETTINGS, type OperatorSettings } from '../operator-settings.js';

/**
 * Least free space, in bytes: the embedded database allocates 16 MiB at a time for its log, and an upload takes up to 1
 * MiB.
 */
const ROOM_BYTES_MIN = 16 * 1024 * 1024;

/**
 * Whether the storage has space for what must be stored: on the disks of this server, and in an external database as
 * far as its answers tell.
 */
@Injectable()
export class StorageRoom {
  constructor(
    @Inject(OPERATOR_SETTINGS) private readonly settings: OperatorSettings,
    @Inject(DATABASE) private readonly database: Pick<Database, 'diskFull'>,
  ) {}

  async isFull(): Promise<boolean> {
    if (this.database.diskFull) return true;
    const rooms = await Promise.all([this.settings.dataDir, this.settings.blobsDir].map(roomBytesOf));
    return rooms.some((bytes) => bytes < ROOM_BYTES_MIN);
  }
}

/** Bytes that this user may still write in a folder; infinite if the system does not say. */
async function roomBytesOf(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
