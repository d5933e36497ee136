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
  /** Names the thing. */
  readonly about: string;
  isAbout(event: ChangeTold): boolean;
}

/** Which events tell of a new revision of a thing: all of them, or somebody who changed it earlier is taken for the last one; and no others. */
export const REVISED_BY = {
  product: ['product_changed', 'product_signing_changed', 'key_set_stored', 'product_moved'],
  release: ['release_changed', 'release_withdrawn'],
  project: ['project_changed'],
  group: ['group_changed', 'group_devices_changed'],
  webhook: ['webhook_changed', 'webhook_secret_rotated'],
  user: ['user_changed', 'user_disabled', 'user_enabled', 'password_changed', 'password_reset'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Changes of a thing that the data of its events name so. */
export const changesOf = (
  thing: Exclude<keyof typeof REVISED_BY, 'project'>,
  names: Readonly<Record<string, string>>,
): Changes => ({
  filter: `kind=in=(${REVISED_BY[thing].join(',')})`,
  about: JSON.stringify([thing, names]),
  isAbout: ({ data }) =>
    Object.entries(names).every(([name, value]) => (data as Readonly<Record<string, unknown>>)[name] === value),
});

/** Changes of a project, which its events name. */
export const changesOfProject = (name: string): Changes => ({
  filter: `kind=in=(${REVISED_BY.project.join(',')})`,
  about: JSON.stringify(['project', name]),
  isAbout: ({ project }) => project === name,
});

/** Whatever was done with a campaign. */
export const changesOfCampaign = (id: number): Changes => ({
  filter: `campaign==${id};job=null=true`,
  about: JSON.stringify(['campaign', id]),
  isAbout: ({ campaign, actor }) => campaign === id && actor !== undefined,
});

/** The last one who changed it, of the newest events; undefined if it is not among them. */
export const lastOf = (newestFirst: readonly ChangeTold[], changes: Changes): ChangeTold | undefined =>
  newestFirst.find((event) => event.actor !== undefined && changes.isAbout(event));

/** Key of the answer who made a revision of a thing: another revision may hold the same, and is somebody else's. */
export const lastChangeKey = ({ filter, about }: Changes, revision: string) =>
  ['last-change', filter, about, revision] as const;
