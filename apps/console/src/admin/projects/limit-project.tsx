import { NumberInput, SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { changesOfProject } from '../../conflicts/changes.js';
import { conflictOf } from '../../conflicts/conflict.js';
import { typedField } from '../../conflicts/keeping-mine.js';
import { useDraft, useDraftGiving, useKept, useSeen } from '../../drafts/use-draft.js';
import { Dialog } from '../../parts/confirm.js';
import { keepOf, quotasOf, typedKeep, typedQuotas, type Typed, type TypedKeep, type TypedQuotas } from './limits.js';
import { changeProject, PROJECTS, type ProjectDetail } from './projects.js';
import { isolated } from '../../parts/texts/foreign-text.js';

interface LimitProps {
  readonly project: ProjectDetail;
  readonly onClose: () => void;
}

/** Sets the quotas of a project, and how long it keeps its records. */
export function LimitProject({ project, onClose }: LimitProps): ReactNode {
  const draft = useDraft(`project/${project.name}/limits`);
  const [seen, see] = useSeen(draft, project);
  const [quotas, setQuotas] = useKept<TypedQuotas>(draft, 'quotas', typedQuotas(seen));
  const [keep, setKeep] = useKept<TypedKeep>(draft, 'keep', typedKeep(seen));
  const giving = useDraftGiving(draft, PROJECTS);
  return (
    <Dialog
      title={`Limits of ${isolated(seen.name)}`}
      order="Save"
      effects={[
        'A quota may be below what is used: nothing is taken away, and nothing more can be added.',
        'What is kept shorter is removed within the hour, for good. Nothing is kept longer than the installation says.',
      ]}
      draft={draft}
      giving={giving}
      conflict={conflictOf({
        seen,
        see,
        now: project,
        shown: shownOf,
        typed: typedOf({ ...quotas, ...keep }),
        fields: [typedField(quotas, setQuotas, typedQuotas), typedField(keep, setKeep, typedKeep)],
        changes: changesOfProject(seen.name),
      })}
      onClose={onClose}
      onGive={() => giving.give(() => changeProject(seen, { quotas: quotasOf(quotas), keep: keepOf(keep) }), onClose)}
    >
      <Fields
        title="At most (empty: no limit)"
        fields={{
          devices: 'Active devices',
          storageBytes: 'Bytes of stored files',
          requestsPerMinute: 'Requests a minute',
        }}
        values={quotas}
        onChange={setQuotas}
      />
      <Fields
        title="Kept (empty: as the installation says)"
        fields={{
          eventsDays: 'Days of events',
          events: 'Newest events',
          jobsDays: 'Days of jobs, after their campaign',
        }}
        values={keep}
        onChange={setKeep}
      />
    </Dialog>
  );
}

const shownOf = ({ quotas, keep }: ProjectDetail) => ({ ...quotas, ...keep });
/** What is typed; an empty field is none. */
const typedOf = (values: object): object =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === '' ? undefined : value]));

interface FieldsProps<Values> {
  readonly title: string;
  readonly fields: Readonly<Record<keyof Values & string, string>>;
  readonly values: Values;
  readonly onChange: (values: Values) => void;
}

function Fields<Values extends { readonly [name in keyof Values]: Typed }>(props: FieldsProps<Values>): ReactNode {
  const { title, fields, values, onChange } = props;
  return (
    <div role="group" aria-label={title}>
      <Text size="sm" fw={600} mb={4}>
        {title}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        {(Object.entries(fields) as [keyof Values & string, string][]).map(([name, label]) => (
          <NumberInput
            key={name}
            label={label}
            min={0}
            allowDecimal={false}
            thousandSeparator=" "
            value={values[name]}
            onChange={(typed) => onChange({ ...values, [name]: typed })}
          />
        ))}
      </SimpleGrid>
    </div>
  );
}
