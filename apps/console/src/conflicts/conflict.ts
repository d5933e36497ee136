import type { TypedField } from './keeping-mine.js';

/** Something that the server keeps revisions of. */
interface Revised {
  readonly revision: string;
}

/** An event, as far as it tells who changed something. */
export interface ChangeTold {
  readonly at: string;
  readonly actor?: { readonly name: string } | undefined;
  readonly campaign?: number | undefined;
  readonly project?: string | undefined;
  readonly data: object;
}

/** How the events tell of changes of one thing. */
export interface Changes {
  /** Which events are looked through, as a selection. */
  readonly filter: string;
  isAbout(event: ChangeTold): boolean;
}

/** Events of these kinds whose data say these names. */
export const changesOf = (kinds: readonly string[], names: Readonly<Record<string, string>>): Changes => ({
  filter: `kind=in=(${kinds.join(',')})`,
  isAbout: ({ data }) =>
    Object.entries(names).every(([name, value]) => (data as Readonly<Record<string, unknown>>)[name] === value),
});

/** Changes of a project, which its events name. */
export const changesOfProject = (name: string): Changes => ({
  filter: 'kind==project_changed',
  isAbout: ({ project }) => project === name,
});

/** Whatever was done with a campaign. */
export const changesOfCampaign = (id: number): Changes => ({
  filter: `campaign==${id};job=null=true`,
  isAbout: ({ campaign, actor }) => campaign === id && actor !== undefined,
});

/** The last one who changed it, of the newest events; undefined if it is not among them. */
export const lastOf = (newestFirst: readonly ChangeTold[], changes: Changes): ChangeTold | undefined =>
  newestFirst.find((event) => event.actor !== undefined && changes.isAbout(event));

/** What somebody else changed while a form was filled in, beside what is to be changed. */
export interface Conflict {
  /** Whether what they made of it is here: until then one's own could not be kept over it. */
  readonly isKnown: boolean;
  readonly before: object;
  readonly theirs: object;
  /** Undefined where nothing of it was to be changed: it is an order about it as it was. */
  readonly yours: object | undefined;
  readonly changes: Changes;
  /** Goes on with what was typed, at the revision that is shown now; fields that nobody typed into follow what is shown. */
  onMine(): void;
}

interface ConflictTerms<Thing extends Revised> {
  /** The thing as it was when the form was opened, and as it is now. */
  readonly seen: Thing;
  readonly now: Thing;
  readonly see: (now: Thing) => void;
  /** What of it can be changed, under names that people read. */
  readonly shown: (thing: Thing) => object;
  /** What is typed, under the same names. */
  readonly typed?: object;
  /** The fields that are sent about what can be changed, whether they were typed into or not. */
  readonly fields?: readonly TypedField<Thing>[];
  readonly changes: Changes;
}

/** The conflict that a form has if the server says that the revision it was opened at is not the last one. */
export const conflictOf = <Thing extends Revised>(terms: ConflictTerms<Thing>): Conflict => {
  const { seen, now, see, shown, typed, fields = [], changes } = terms;
  return {
    isKnown: seen.revision !== now.revision,
    before: shown(seen),
    theirs: shown(now),
    yours: typed && { ...shown(seen), ...typed },
    changes,
    onMine: () => {
      for (const field of fields) field.follow(seen, now);
      see(now);
    },
  };
};
