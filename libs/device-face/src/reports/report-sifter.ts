import { Injectable } from '@nestjs/common';

import { Devices, type HeldRefusal, type StatusUpdate } from '@twinbank/database';
import type { Report } from '@twinbank/protocol';
import { overtakenBy, siftReports, type SiftedReports, type Taken, type TakenReport } from '@twinbank/rollout';
import { AttendanceWatch } from '../attendance/attendance-watch.js';
import { HealthKeeper } from './health-keeper.js';

/**
 * How often places that conflict with those of another server are judged again. After that, the remaining reports
 * are older than what the other server has written.
 */
const TRIES = 3;

/**
 * Compares the reports of a batch with what the database knows about their devices, and stores how far each device
 * has come.
 */
@Injectable()
export class ReportSifter {
  private ignored = 0;

  constructor(
    private readonly devices: Devices,
    private readonly health: HealthKeeper,
    private readonly watch: AttendanceWatch,
  ) {}

  /** By how much the clock has been moved until now, in all. */
  get movedMs(): number {
    return this.watch.movedMs;
  }

  /** Number of reports since the start that were older than what is known and changed nothing. */
  get outdated(): number {
    return this.ignored;
  }

  /** Sorts the reports by device and tells which of them are news. Stores the places, the statuses and the health of the news. */
  async sift(byDevice: ReadonlyMap<string, readonly Taken[]>): Promise<ReadonlyMap<string, SiftedReports>> {
    const sifted = new Map<string, SiftedReports>();
    let left = [...byDevice.keys()];
    for (let attempt = 0; attempt < TRIES && left.length > 0; attempt++)
      left = await this.advance(left, byDevice, sifted);
    // Other servers keep advancing these devices: what they wrote is newer.
    for (const id of left) sifted.set(id, overtakenBy(byDevice.get(id)!, sifted.get(id)!));
    for (const { outdated } of sifted.values()) this.ignored += outdated;
    await this.devices.applyStatuses(
      [...sifted.values()].flatMap(({ news, place }) => lastOf(news.flatMap((taken) => statusOf(taken, place)))),
    );
    await this.devices.applyAttributes([...sifted.values()].flatMap(({ overtaken }) => overtaken ?? []));
    await this.health.keep(sifted.values());
    return sifted;
  }

  /** Returns the devices whose place another server has changed meanwhile. */
  private async advance(
    ids: readonly string[],
    byDevice: ReadonlyMap<string, readonly Taken[]>,
    sifted: Map<string, SiftedReports>,
  ): Promise<string[]> {
    const counting = ids.filter((id) =>
      byDevice.get(id)!.some(({ report }) => 'seq' in report && report.start !== undefined),
    );
    const places = counting.length > 0 ? await this.devices.places(counting) : new Map<string, never>();
    for (const id of ids) sifted.set(id, siftReports(byDevice.get(id)!, places.get(id)));
    const updates = counting.flatMap((deviceId) => {
      const place = sifted.get(deviceId)!.place;
      return place ? { deviceId, place, before: places.get(deviceId) } : [];
    });
    const advanced = new Set(await this.devices.advance(updates));
    return updates.map(({ deviceId }) => deviceId).filter((id) => !advanced.has(id));
  }
}

/** Of several statuses of a device only the last is stored, so a device that says the same again and again costs one row a batch. */
const statusOf = ({ deviceId, report, atMs }: TakenReport, place: SiftedReports['place']): StatusUpdate[] =>
  'status' in report
    ? [
        {
          ...{ deviceId, status: report.status, seenAtMs: atMs, place },
          ...('attributes' in report && { attributes: report.attributes }),
          ...('keySetRefused' in report && { keySetRefused: refusalOf(report) }),
        },
      ]
    : [];

/** A refusal counts as long as the device holds the set by which it judged. One that names no version says nothing that could be kept. */
const refusalOf = ({ status, keySetRefused: said }: Extract<Report, { type: 'hello' }>): HeldRefusal | undefined =>
  said?.version === undefined ? undefined : { ...said, version: said.version, held: status.keySet ?? 0 };

/** The last of a device's statuses, with the attributes, and the refusal of a key set, that it said last: a result after a hello says neither. */
function lastOf(statuses: readonly StatusUpdate[]): StatusUpdate[] {
  const attributes = statuses.findLast((said) => said.attributes !== undefined)?.attributes;
  const keySetRefused = statuses.findLast((said) => said.keySetRefused !== undefined)?.keySetRefused;
  return statuses
    .slice(-1)
    .map((last) => ({ ...last, ...(attributes && { attributes }), ...(keySetRefused && { keySetRefused }) }));
}
