import type { components } from '@twinbank/client';

import { many } from '../../parts/texts/many.js';

type Project = components['schemas']['ProjectDetail'];
type Change = components['schemas']['ProjectChangeRequest'];

/** What a limit was typed as: a number, or nothing, which is no limit. */
export type Typed = number | string;

/** The quotas of a project, as they are typed. */
export interface TypedQuotas {
  readonly devices: Typed;
  readonly storageBytes: Typed;
  readonly requestsPerMinute: Typed;
}

/** How long a project keeps its records, as it is typed. */
export interface TypedKeep {
  readonly eventsDays: Typed;
  readonly events: Typed;
  readonly jobsDays: Typed;
}

/** The quotas of a project as its form begins; one that is not set is empty. */
export const typedQuotas = ({ quotas }: Pick<Project, 'quotas'>): TypedQuotas => ({
  devices: quotas.devices ?? '',
  storageBytes: quotas.storageBytes ?? '',
  requestsPerMinute: quotas.requestsPerMinute ?? '',
});

/** How long a project keeps its records as its form begins; what the installation says is empty. */
export const typedKeep = ({ keep }: Pick<Project, 'keep'>): TypedKeep => ({
  eventsDays: keep.eventsDays ?? '',
  events: keep.events ?? '',
  jobsDays: keep.jobsDays ?? '',
});

/** All quotas that are to hold. What is empty is no quota: they take the place of all that were set. */
export function quotasOf({ devices, storageBytes, requestsPerMinute }: TypedQuotas): NonNullable<Change['quotas']> {
  return {
    ...(typeof devices === 'number' && { devices }),
    ...(typeof storageBytes === 'number' && { storageBytes }),
    ...(typeof requestsPerMinute === 'number' && { requestsPerMinute }),
  };
}

/** All that is kept for less than the installation says. */
export function keepOf({ eventsDays, events, jobsDays }: TypedKeep): NonNullable<Change['keep']> {
  return {
    ...(typeof eventsDays === 'number' && { eventsDays }),
    ...(typeof events === 'number' && { events }),
    ...(typeof jobsDays === 'number' && { jobsDays }),
  };
}

/** Bytes as people read them. */
export function bytesText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  if (power === 0) return many(bytes, 'byte');
  const amount = bytes / 1024 ** power;
  return `${amount.toLocaleString('en', { maximumFractionDigits: 1 })} ${units[power]}`;
}
