import type { DeviceReport, TicketSkill } from '@twinbank/protocol';

/**
 * What an agent of an earlier version would have reported: the same, but for the skills that came later. Servers go by what devices name, so
 * such a device shows that they ask it for nothing else.
 *
 * @param lacks skills that it does not name; undefined for a present agent, whose reports stay as they are
 */
export function asEarlierAgent<Some extends DeviceReport>(
  report: Some,
  lacks: readonly TicketSkill[] | undefined,
): Some {
  if (!lacks || !('status' in report)) return report;
  const { status } = report;
  const understands = status.understands?.filter((skill) => !lacks.includes(skill));
  return { ...report, status: { ...status, ...(understands && { understands }) } };
}
