import type { QueryKey } from '@tanstack/react-query';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';

import { useChosenProject } from '../asking/chosen-project.js';
import { useGiving, type Giving } from '../asking/giving.js';
import { useSession } from '../session/session.js';
import { drafts } from './drafts.js';
import type { FieldOptions } from './kept-drafts.js';
import { OpenDraft, type DraftState } from './open-draft.js';

/** A form whose fields are kept until they are sent or given up ({@link useKept}). */
export interface Draft extends DraftState {
  read(field: string): { readonly value: unknown } | undefined;
  write(field: string, value: unknown, options?: FieldOptions): void;
  /** Keeps a value beside the fields once something is typed; alone it is nothing to come back to. */
  accompany(field: string, value: unknown): void;
  /** Forgets what was typed: it was sent or given up. */
  drop(): void;
  /** Forgets what was typed, and has the fields as they were before. */
  beginAnew(): void;
}

/**
 * The draft of a form, of whoever is signed in when it is opened, and of the project that is chosen.
 *
 * @param form which form it is, and about what, such as `webhook/new` or `group/7`
 */
export function useDraft(form: string): Draft {
  const person = useSession().data?.name ?? '';
  const project = useChosenProject() ?? '';
  const [open] = useState(() => new OpenDraft(drafts, { person, project, form }));
  const state = useSyncExternalStore(open.watch, open.shown);
  useEffect(() => open.goTo(project), [open, project]);
  return {
    ...state,
    read: (field) => open.read(field),
    write: (field, value, options) => open.write(field, value, Date.now(), options),
    accompany: (field, value) => open.accompany(field, value),
    drop: () => open.drop(),
    beginAnew: () => open.beginAnew(),
  };
}

/** How a field is kept, which may follow from what is typed: a private key that was pasted by mistake is a secret. */
export interface KeptOptions<T> {
  readonly isMemoryOnly?: true | ((value: T) => boolean);
}

/** Sets a field, or says how it follows from what it is. */
export type SetKept<T> = (next: T | ((before: T) => T)) => void;

/**
 * A field of a form, as `useState` has it, that is there again after the session ended or the page was loaded anew.
 *
 * @param begin what it is before anybody types; what is kept has to be of its kind, or is not taken
 */
export function useKept<T>(draft: Draft, field: string, begin: T, options: KeptOptions<T> = {}): [T, SetKept<T>] {
  const { generation } = draft;
  const found = (): { readonly generation: number; readonly value: T } => {
    const kept = draft.read(field);
    return { generation, value: kept && isAlike(kept.value, begin) ? (kept.value as T) : begin };
  };
  const [held, hold] = useState(found);
  const current = held.generation === generation ? held : found();
  if (current !== held) hold(current);
  const { value } = current;
  // Several changes may follow one another before anything is drawn.
  const latest = useRef(value);
  latest.current = value;
  const set: SetKept<T> = (next) => {
    latest.current = typeof next === 'function' ? (next as (before: T) => T)(latest.current) : next;
    const { isMemoryOnly } = options;
    draft.write(field, latest.current, {
      isMemoryOnly: typeof isMemoryOnly === 'function' ? isMemoryOnly(latest.current) : isMemoryOnly,
    });
    hold({ generation, value: latest.current });
  };
  return [value, set];
}

/**
 * What a form was opened about, as it was when somebody began to type: what they typed is sent at its revision, however late, so that nothing
 * which somebody else changed meanwhile is overwritten unseen.
 *
 * @param secrets fields of it that no storage may hold: after a reload they are as they are now
 */
export function useSeen<T extends object>(
  draft: Draft,
  now: T,
  secrets: readonly (keyof T & string)[] = [],
): [T, (next: T) => void] {
  const { generation } = draft;
  const found = (): { readonly generation: number; readonly seen: T } => {
    const kept = draft.read('seen')?.value;
    const isKept = typeof kept === 'object' && kept !== null;
    const current = Object.fromEntries(secrets.map((name) => [name, now[name]]));
    return { generation, seen: isKept ? ({ ...kept, ...current } as T) : now };
  };
  const [held, hold] = useState(found);
  const open = (seen: T): unknown =>
    Object.fromEntries(Object.entries(seen).filter(([name]) => !(secrets as readonly string[]).includes(name)));
  const current = held.generation === generation ? held : found();
  if (current !== held) hold(current);
  const { seen } = current;
  draft.accompany('seen', open(seen));
  const see = (next: T): void => {
    hold({ generation, seen: next });
    draft.accompany('seen', open(next));
    // It is decided upon: it counts like something typed.
    draft.write('seen', open(next));
  };
  return [seen, see];
}

/** Gives the order that a form is about ({@link useGiving}); once the server took it, nothing is kept of the form. */
export function useDraftGiving(draft: Draft, ...stale: readonly QueryKey[]): Giving {
  const giving = useGiving(...stale);
  return {
    ...giving,
    give: (order, done) =>
      giving.give(async () => {
        const answer = await order();
        draft.drop();
        return answer;
      }, done),
  };
}

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'list' : value === null ? 'object' : typeof value);

/** Whether a kept value can stand for a field: a console that was updated meanwhile may have another kind of it. Numbers that are not typed yet are texts. */
function isAlike(kept: unknown, begin: unknown): boolean {
  const [one, other] = [kindOf(kept), kindOf(begin)];
  const isNumberField = [one, other].every((kind) => kind === 'number' || kind === 'string');
  return one === other || one === 'undefined' || other === 'undefined' || isNumberField;
}
