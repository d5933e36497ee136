import type { Reached } from '../device/device-outcome.js';
import { bytesText, countText, rateText, secondsText } from './figures.js';
import { fellBackCounts, reachedCount, type Tally } from './tally.js';

const BAR_WIDTH = 30;
/** The stages that are shown, with a name for having reached each. */
const MILESTONES: readonly (readonly [stage: Reached, name: string])[] = [
  ['accepted', 'accepted'],
  ['checked', 'downloaded'],
  ['swapped', 'swapped'],
  ['confirmed', 'confirmed'],
  ['done', 'done'],
];

/** A bar of blocks, filled by share. */
export function bar(share: number, width = BAR_WIDTH): string {
  const filled = Math.round(Math.min(Math.max(share, 0), 1) * width);
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
}

/** The picture for a terminal: a bar for each milestone, with moving figures below. */
export function progressPicture(tally: Tally, elapsedMs: number, recentRate: number): string[] {
  const { devices } = tally;
  const row = (name: string, count: number): string =>
    `  ${name.padEnd(10)} ${bar(devices > 0 ? count / devices : 0)} ${countText(count)}/${countText(devices)}`;
  return [
    row('connected', tally.connected),
    ...MILESTONES.map(([stage, name]) => row(name, reachedCount(tally, stage))),
    `  ${secondsText(elapsedMs)} · ${countText(tally.blocks)} blocks · ${bytesText(tally.bytes)} · ${rateText(recentRate, 1)}${asides(tally)}`,
  ];
}

/** The same in one line, for logs. */
export function progressLine(tally: Tally, elapsedMs: number, recentRate: number): string {
  const milestones = MILESTONES.map(([stage, name]) => `${name} ${reachedCount(tally, stage)}`).join(', ');
  return `${secondsText(elapsedMs)}  connected ${tally.connected}/${tally.devices}, ${milestones}  ${bytesText(tally.bytes)} ${rateText(recentRate, 1)}${asides(tally)}`;
}

/** What did not go as planned. */
function asides(tally: Tally): string {
  const { faults } = tally;
  const parts = [
    ...fellBackCounts(tally).map(([stage, count]) => `${count} ${stage}`),
    ...(faults.lost > 0 ? [`${countText(faults.lost)} blocks lost`] : []),
    ...(faults.powerCuts > 0 ? [`${faults.powerCuts} power cuts`] : []),
    ...(faults.disconnects > 0 ? [`${faults.disconnects} disconnections`] : []),
    ...(tally.trouble !== undefined && tally.connected < tally.devices ? [`not connected: ${tally.trouble}`] : []),
  ];
  return parts.map((part) => ` · ${part}`).join('');
}
