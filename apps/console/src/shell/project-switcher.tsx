import { Select } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { useChosenProject } from '../asking/chosen-project.js';
import { useKnownValues } from '../search/known-values.js';

/** From so many projects on they are looked for by typing. */
const SEARCHED_FROM = 8;
const ALL = '';

/** Narrows the pages to one project, which stands in the address; nothing where there is only one to choose. */
export function ProjectSwitcher(): ReactNode {
  const navigate = useNavigate();
  const chosen = useChosenProject();
  const known = useKnownValues('project');
  if (known.length < 2 && chosen === undefined) return null;
  const names = [...new Set([...known, ...(chosen === undefined ? [] : [chosen])])];
  return (
    <Select
      aria-label="Project"
      size="xs"
      w={{ base: '100%', sm: 170 }}
      data={[{ value: ALL, label: 'All projects' }, ...names.map((name) => ({ value: `in:${name}`, label: name }))]}
      value={chosen === undefined ? ALL : `in:${chosen}`}
      onChange={(next) => {
        const project = next === null || next === ALL ? undefined : next.slice('in:'.length);
        void navigate({ to: '.', search: (before: object) => ({ ...before, project }) });
      }}
      allowDeselect={false}
      searchable={names.length >= SEARCHED_FROM}
    />
  );
}
