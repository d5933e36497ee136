import { useQuery } from '@tanstack/react-query';

import { answerOf, type components } from '@twinbank/client';

import { LIVE_COUNTED } from '../../server/queries.js';
import { rest } from '../../server/rest.js';
import { useList } from '../../asking/list.js';
import type { AuditFilter } from './filter.js';

/** A change or a refused attempt. */
export type Entry = components['schemas']['AuditEntryAnswer'];

const AUDIT = ['audit'] as const;

/** Changes and refused attempts, newest first. */
export const useEntries = (filter: AuditFilter) =>
  useList([...AUDIT, 'list', filter], async (place): Promise<{ items: Entry[]; next?: string | undefined }> => {
    const query = { ...place, ...filter } as typeof place &
      Omit<AuditFilter, 'outcome'> & { outcome?: 'done' | 'refused' };
    const page = await answerOf(rest.GET('/api/v1/audit', { params: { query } }));
    return { items: page.items as Entry[], next: page.next };
  });

/** The entry that has this place in the chain; null if it is not there, or not for one's eyes. It never changes. */
export const useEntry = (sequence: number) =>
  useQuery({
    queryKey: [...AUDIT, 'one', sequence],
    queryFn: async () => {
      const query = { filter: `sequence==${sequence}`, limit: 1 };
      const { items } = await answerOf(rest.GET('/api/v1/audit', { params: { query } }));
      return (items[0] as Entry | undefined) ?? null;
    },
    staleTime: Infinity,
  });

/** The public keys by which an export is proved. */
export const useAuditKeys = () =>
  useQuery({
    queryKey: [...AUDIT, 'keys'],
    queryFn: () => answerOf(rest.GET('/api/v1/audit/keys')),
    staleTime: Infinity,
  });

/** How far the log reaches, and whether this server found its chain broken. */
export const useChain = () =>
  useQuery({ queryKey: ['figures'], queryFn: () => answerOf(rest.GET('/api/v1/figures')), ...LIVE_COUNTED });
