import { useQuery } from '@tanstack/react-query';

import { answerOf, type components } from '@twinbank/client';

import { rest } from '../server/rest.js';

type Device = components['schemas']['DeviceAnswer'];

/** So many names are read of each list, and so many devices are looked through. */
const READ_MAX = 1000;
/** What is known changes slowly: it is read again after this time, in milliseconds. */
const KNOWN_MS = 60_000;

const namesOf = (items: readonly unknown[], name: 'name' | 'id' = 'name'): string[] =>
  items.map((item) => String((item as Readonly<Record<string, unknown>>)[name]));
const query = { limit: READ_MAX };

/** Reads the values of one field. */
const READERS: Readonly<Record<string, () => Promise<string[]>>> = {
  product: async () => namesOf((await answerOf(rest.GET('/api/v1/products', { params: { query } }))).items),
  project: async () => namesOf((await answerOf(rest.GET('/api/v1/projects', { params: { query } }))).items),
  group: async () => namesOf((await answerOf(rest.GET('/api/v1/groups', { params: { query } }))).items),
  version: async () => {
    const body = { filter: 'id==*', sample: 1 };
    const { versions } = await answerOf(rest.POST('/api/v1/selections/preview', { body }));
    return versions.flatMap(({ version }) => (version === undefined ? [] : [version]));
  },
  tags: () => ofDevices('tags', ({ tags }) => tags),
  hardware: () => ofDevices('hardware', ({ hardware }) => [hardware]),
  'attr.site': () => ofAttribute('site'),
  'attr.gateway': () => ofAttribute('gateway'),
  'attr.timeZone': () => ofAttribute('timeZone'),
};

const ofAttribute = (name: string): Promise<string[]> =>
  ofDevices('attributes', ({ attributes }) => {
    const value: unknown = attributes?.[name];
    return value === undefined ? [] : [String(value)];
  });

/** The values that the first devices have: the server has no list of all. */
async function ofDevices(fields: string, valuesOf: (device: Device) => readonly string[]): Promise<string[]> {
  const { items } = await answerOf(rest.GET('/api/v1/devices', { params: { query: { ...query, fields } } }));
  return (items as Device[]).flatMap((device) => [...valuesOf(device)]);
}

/**
 * Values of a field that are known, in their order, each once: names of products, projects and groups, versions that run, and tags, sites
 * and hardware revisions of the first 1000 devices. Empty while they are read, and where they cannot be read: then they are typed.
 */
export function useKnownValues(field: string | undefined): readonly string[] {
  const read = field === undefined ? undefined : READERS[field];
  const { data = [] } = useQuery({
    // Projects are made and deleted in the console itself: what is made known of their list goes for their names, too.
    queryKey: field === 'project' ? ['projects', 'known'] : ['known-values', field],
    queryFn: async () => [...new Set(await read!())].sort(),
    enabled: read !== undefined,
    staleTime: KNOWN_MS,
    retry: false,
  });
  return data;
}
