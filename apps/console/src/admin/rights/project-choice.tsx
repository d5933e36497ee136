import { Select } from '@mantine/core';
import type { Reach } from '@twinbank/access';
import type { ReactNode } from 'react';

import { useProjects } from '../projects/projects.js';

interface ProjectChoiceProps {
  readonly label: string;
  readonly description?: string;
  /** What stands for no project. */
  readonly everywhere?: string;
  /** Where the thing may be; everywhere, too, or in these projects only. */
  readonly reach: Reach;
  readonly value: string | undefined;
  readonly onChange: (project: string | undefined) => void;
}

/** Chooses a project, or everywhere where that is allowed. */
export function ProjectChoice({
  label,
  description,
  everywhere = 'Everywhere',
  reach,
  value,
  onChange,
}: ProjectChoiceProps): ReactNode {
  const { rows } = useProjects();
  const names = reach === 'everywhere' ? rows.map(({ name }) => name) : [...reach];
  const data = names.map((name) => ({ value: `in:${name}`, label: name }));
  return (
    <Select
      label={label}
      description={description}
      data={reach === 'everywhere' ? [{ value: 'everywhere', label: everywhere }, ...data] : data}
      value={value === undefined ? 'everywhere' : `in:${value}`}
      onChange={(chosen) =>
        onChange(chosen === null || chosen === 'everywhere' ? undefined : chosen.slice('in:'.length))
      }
      allowDeselect={false}
      searchable={names.length > 8}
    />
  );
}
