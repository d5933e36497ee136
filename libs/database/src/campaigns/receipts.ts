import { SERVER } from '@twinbank/access';
import { RECEIPT_KEPT } from '@twinbank/audit';
import { faultCodeOf, type FaultCode } from '@twinbank/protocol';
import type { OrderedAttempt } from '@twinbank/rollout';
import { toHex } from '@twinbank/primitives';

import { jsonOf, ROW_ID_MAX, rowsOf, timeOf } from '../sql.js';
import { RELEASE_BROUGHT } from './job-statements.js';
import { textOf } from './job-states.js';
import type { Session } from '../connection/session.js';
import type { Receipt as ReceiptRow } from '../generated/client.js';

/** Whether the receipt of an attempt holds. */
export const RECEIPT_VERDICTS = ['proven', 'unproven'] as const;
export type ReceiptVerdict = (typeof RECEIPT_VERDICTS)[number];

/** A receipt as it is kept. */
export interface KeptReceipt {
  readonly verdict: ReceiptVerdict;
  /** Why it does not hold. */
  readonly fault?: FaultCode;
  /** When the server got it. */
  readonly atMs: number;
  /** The bytes of the receipt and its MAC, as they came. */
  readonly said: Uint8Array;
}

/** A receipt that came with a result, judged. */
export interface JudgedReceipt {
  readonly transfer: number;
  readonly verdict: ReceiptVerdict;
  /** Why it does not hold. */
  readonly fault?: FaultCode | undefined;
  /** The bytes of the receipt and its MAC, as they came. */
  readonly said: Uint8Array;
  readonly atMs: number;
  /** From what its key is derived. */
  readonly device: {
    readonly id: string;
    readonly product: string;
    readonly keyEpoch: number;
    readonly keyGeneration: number;
  };
}

const ATTEMPTS = `
  SELECT a.id AS transfer, a.job_id AS "jobId", j.device_id AS "deviceId", r.manifest_digest AS release
  FROM attempts a JOIN jobs j ON j.id = a.job_id JOIN campaigns c ON c.id = j.campaign_id JOIN releases r ON r.id = ${RELEASE_BROUGHT}
  WHERE a.id = ANY ($1::int[])`;
/**
 * $1 receipts, $2 who writes. The first of an attempt and a verdict stays. Each that is kept is an entry of the audit log,
 * written by the same statement: so the chain covers its bytes.
 */
const KEEP = `
  WITH told AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS t(transfer int, verdict text, fault text, said text, at timestamptz, after jsonb)
  ), kept AS (
    INSERT INTO receipts (transfer, verdict, at, fault, said) SELECT transfer, verdict, at, fault, decode(said, 'hex') FROM told
    ORDER BY transfer, verdict ON CONFLICT DO NOTHING RETURNING transfer, verdict
  )
  INSERT INTO audit_entries (at, actor, action, object, outcome, code, project, after)
  SELECT told.at, $2::jsonb, ${textOf(RECEIPT_KEPT)}, 'jobs/' || a.job_id, CASE kept.verdict WHEN 'proven' THEN 'done' ELSE 'refused' END, told.fault, p.project,
         told.after || jsonb_build_object('job', a.job_id)
  FROM kept JOIN told USING (transfer, verdict) JOIN attempts a ON a.id = kept.transfer JOIN jobs j ON j.id = a.job_id
    JOIN campaigns c ON c.id = j.campaign_id JOIN products p ON p.name = c.product
  ORDER BY kept.transfer, kept.verdict RETURNING 1`;
/** Receipts of devices: kept with the attempts that they are about, and in the chain of the audit log. */
export class Receipts {
  constructor(private readonly session: Session) {}

  /** The attempts with these numbers, as they were ordered; unknown ones are left out. */
  async attempts(transfers: readonly number[]): Promise<ReadonlyMap<number, OrderedAttempt>> {
    const rows = await this.session.query<OrderedAttempt & Record<string, unknown>>(
      { name: 'receipts_attempts', text: ATTEMPTS },
      [transfers.filter((transfer) => transfer <= ROW_ID_MAX)],
    );
    return new Map(rows.map((attempt) => [attempt.transfer, attempt]));
  }

  /**
   * Keeps receipts about attempts that exist: of each attempt the first that holds, and the first that does not. Returns
   * how many were kept; one that is told again is not.
   */
  async keep(receipts: readonly JudgedReceipt[]): Promise<number> {
    const first = new Map<string, JudgedReceipt>();
    for (const receipt of receipts) {
      const key = `${receipt.transfer} ${receipt.verdict}`;
      if (!first.has(key)) first.set(key, receipt);
    }
    if (first.size === 0) return 0;
    const kept = await this.session.query({ name: 'receipts_keep', text: KEEP }, [
      rowsOf([...first.values()].map(rowOf)),
      jsonOf(SERVER),
    ]);
    this.session.wrote(kept.length * 2);
    return kept.length;
  }
}

/** Of the receipts of one attempt the one that holds, else one that does not; undefined if there is none. */
export function keptOf(rows: readonly ReceiptRow[]): KeptReceipt | undefined {
  const row = rows.find(({ verdict }) => verdict === 'proven') ?? rows[0];
  if (row === undefined) return undefined;
  const { verdict, fault, at, said } = row;
  return {
    ...{ verdict: verdict as ReceiptVerdict, atMs: at.getTime(), said: new Uint8Array(said) },
    ...(fault !== null && { fault: faultCodeOf(fault) }),
  };
}

const rowOf = ({ transfer, verdict, fault, said, atMs, device }: JudgedReceipt): Readonly<Record<string, unknown>> => {
  const { id, product, keyEpoch, keyGeneration } = device;
  const hex = toHex(said);
  return {
    ...{ transfer, verdict, fault, said: hex, at: timeOf(atMs) },
    after: { device: id, product, keyEpoch, keyGeneration, transfer, receipt: hex },
  };
};
