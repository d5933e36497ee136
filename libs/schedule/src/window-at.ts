import { lastStartMs, nextStartMs, type LocalStarts } from './local-starts.js';
import { problemsOfWindows, startsOf, type MaintenanceWindow } from './window.js';
import { firstShowingMs, isKnownZone, latestShownMs } from './zone.js';

/** Whether any window of a list is open at a moment, and until when that stays so. Moments are milliseconds since 1970 (UTC). */
export type WindowAnswer =
  | {
      readonly open: true;
      /**
       * When all have closed; windows that meet or overlap are one. Where they go on for longer than {@link AHEAD.openMs}, or join
       * more than {@link AHEAD.joined} times, it is a moment on the way: ask again then.
       */
      readonly closesAtMs: number;
    }
  | {
      readonly open: false;
      /** When the next one opens; undefined if none does within {@link AHEAD.days} days. */
      readonly opensAtMs: number | undefined;
      /** Whether windows in the zone of the device were left out, because that zone is not known. */
      readonly zoneUnknown: boolean;
    };

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How far the answers look ahead. */
export const AHEAD = {
  /** From one 29 February to the next one with a year of 100 between them, in days. */
  days: 8 * 366,
  /** Windows that meet without end are open for ever; an answer says so for a week. */
  openMs: 7 * DAY_MS,
  /** So many windows are joined to one at most, so that one of a minute in every minute costs no more than others. */
  joined: 64,
} as const;

/** A window made ready to be asked. */
interface Rule {
  readonly zone: string;
  readonly starts: LocalStarts;
  readonly durationMs: number;
}

interface Kept {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly answer: WindowAnswer;
}

/** What is remembered of a list of windows: how to ask it, and what it answered for each zone. */
interface Remembered {
  /** Windows in the zone of the device have `device` here. */
  readonly rules: readonly Rule[];
  readonly answers: Map<string, Kept>;
}

/** More zones than there are. */
const KEPT_MAX = 1024;
const remembered = new WeakMap<readonly MaintenanceWindow[], Remembered>();
const NO_ZONE = '';

/**
 * Whether a device in this zone may be updated at this moment, by a list of maintenance windows. Answers are kept for the list and the zone as long as
 * they hold, so that many devices cost as much as their zones: do not change a list that was asked.
 *
 * A window opens at the first moment at which the clock of its zone shows its start or a later time, and stays open for its duration in elapsed time.
 *
 * @param windows a list that has a problem (see {@link problemsOfWindows}) is never open
 * @param zone the device's; if it is undefined or no zone, windows in the zone of the device are never open
 */
export function windowAt(windows: readonly MaintenanceWindow[], zone: string | undefined, nowMs: number): WindowAnswer {
  const { rules, answers } = rememberedOf(windows);
  const kept = answers.get(zone ?? NO_ZONE);
  if (kept !== undefined && nowMs >= kept.fromMs && nowMs < kept.untilMs) return kept.answer;
  const answer = ask(rules, zone, nowMs);
  if (answers.size >= KEPT_MAX) answers.clear();
  const untilMs = answer.open ? answer.closesAtMs : (answer.opensAtMs ?? nowMs + DAY_MS);
  answers.set(zone ?? NO_ZONE, { fromMs: nowMs, untilMs, answer });
  return answer;
}

function rememberedOf(windows: readonly MaintenanceWindow[]): Remembered {
  const known = remembered.get(windows);
  if (known !== undefined) return known;
  const rules = problemsOfWindows(windows).length > 0 ? [] : windows.map(ruleOf);
  const fresh = { rules, answers: new Map<string, Kept>() };
  remembered.set(windows, fresh);
  return fresh;
}

const ruleOf = (window: MaintenanceWindow): Rule => ({
  zone: window.zone ?? 'device',
  starts: startsOf(window),
  durationMs: window.durationMinutes * MINUTE_MS,
});

function ask(all: readonly Rule[], zone: string | undefined, nowMs: number): WindowAnswer {
  const rules = all.flatMap((rule) => (rule.zone !== 'device' ? rule : isKnownZone(zone) ? { ...rule, zone } : []));
  const closesAtMs = closingOf(rules, nowMs);
  if (closesAtMs > nowMs) return { open: true, closesAtMs };
  const openings = rules.flatMap((rule) => openingOf(rule, nowMs) ?? []);
  return {
    open: false,
    opensAtMs: openings.length === 0 ? undefined : Math.min(...openings),
    zoneUnknown: rules.length < all.length,
  };
}

/** When everything that is open at a moment, or follows it without a gap, has closed; the moment itself if nothing is open. */
function closingOf(rules: readonly Rule[], nowMs: number): number {
  let closesAtMs = nowMs;
  for (let joined = 0; joined < AHEAD.joined && closesAtMs < nowMs + AHEAD.openMs; joined++) {
    const furthestMs = Math.max(...rules.map((rule) => closingOfLast(rule, closesAtMs)));
    if (furthestMs <= closesAtMs) break;
    closesAtMs = furthestMs;
  }
  return Math.min(closesAtMs, nowMs + AHEAD.openMs);
}

/** When the window that opened last, at or before a moment, closes or closed. */
function closingOfLast({ zone, starts, durationMs }: Rule, atMs: number): number {
  // One day more: clocks that go forward while it is open put up to a day between its start and now.
  const days = Math.ceil(durationMs / DAY_MS) + 1;
  const startMs = lastStartMs(starts, latestShownMs(zone, atMs), { days });
  return startMs === undefined ? -Infinity : firstShowingMs(zone, startMs) + durationMs;
}

function openingOf({ zone, starts }: Rule, nowMs: number): number | undefined {
  const startMs = nextStartMs(starts, latestShownMs(zone, nowMs), { days: AHEAD.days });
  return startMs === undefined ? undefined : firstShowingMs(zone, startMs);
}
