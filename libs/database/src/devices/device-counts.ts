import type { Session } from '../connection/session.js';

/** Changes of counts that are read each time, before they are added up. */
const LOOSE_ROWS_MAX = 250;

const IS_LOOSE = `SELECT count(*) > $1 + count(DISTINCT product) AS loose FROM device_counts`;
/** Who gathers at the same moment waits, and then finds little; who counts meanwhile sees the rows before, or those after. */
const GATHER = `
  WITH gone AS (
    DELETE FROM device_counts RETURNING product, devices
  )
  INSERT INTO device_counts (product, devices)
  SELECT product, sum(devices)::int FROM gone GROUP BY product HAVING sum(devices) <> 0`;

/** Counts of devices by product, kept as devices come and go. The list of devices adds them up where it is counted by nothing else. */
export class DeviceCounts {
  constructor(private readonly session: Session) {}

  /** Adds up what was counted since the last time, if that is much: what is left has a row for each product that has devices. */
  async gather(): Promise<void> {
    const [counted] = await this.session.query<{ loose: boolean }>({ text: IS_LOOSE }, [LOOSE_ROWS_MAX]);
    if (counted!.loose) await this.session.query({ text: GATHER }, []);
  }
}
