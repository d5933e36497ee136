import { useQuery } from '@tanstack/react-query';

import { answerOf, type components } from '@twinbank/client';

import { LIVE_COUNTED } from '../../server/queries.js';
import { rest } from '../../server/rest.js';
import { headersOf } from '../../asking/headers.js';
import { useList } from '../../asking/list.js';

/** A project as lists show it. */
export type Project = components['schemas']['ProjectAnswer'];
/** A project with what it uses. */
export type ProjectDetail = components['schemas']['ProjectDetail'];
type Made = components['schemas']['ProjectRequest'];
type Changed = components['schemas']['ProjectChangeRequest'];

/** Key of every query about projects. */
export const PROJECTS = ['projects'] as const;

/** The projects that one works in, by name. */
export const useProjects = () =>
  useList([...PROJECTS, 'list'], async (query): Promise<{ items: Project[]; next?: string | undefined }> => {
    const page = await answerOf(rest.GET('/api/v1/projects', { params: { query } }));
    return { items: page.items as Project[], next: page.next };
  });

/** One project. */
export const useProject = (project: string) =>
  useQuery({
    queryKey: [...PROJECTS, 'one', project],
    queryFn: () => answerOf(rest.GET('/api/v1/projects/{project}', { params: { path: { project } } })),
    ...LIVE_COUNTED,
  });

/** Makes a project. */
export const makeProject = (body: Made) =>
  answerOf(rest.POST('/api/v1/projects', { params: { header: headersOf() }, body }));

/** Changes a project as it was seen. */
export const changeProject = ({ name, revision }: Project, body: Changed) =>
  answerOf(
    rest.PATCH('/api/v1/projects/{project}', {
      params: { path: { project: name }, header: headersOf({ revision }) },
      body,
    }),
  );

/** Deletes a project as it was seen. */
export const deleteProject = ({ name, revision }: Project) =>
  answerOf(
    rest.DELETE('/api/v1/projects/{project}', { params: { path: { project: name }, header: headersOf({ revision }) } }),
  );
