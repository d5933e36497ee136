import { Code, Radio, Textarea, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { changesOf } from '../../conflicts/changes.js';
import { conflictOf } from '../../conflicts/conflict.js';
import { typedField } from '../../conflicts/keeping-mine.js';
import { useDraft, useDraftGiving, useKept, useSeen } from '../../drafts/use-draft.js';
import { useGiving } from '../../asking/giving.js';
import { Dialog } from '../../parts/confirm.js';
import { ProjectChoice } from '../rights/project-choice.js';
import { useRights } from '../../session/use-rights.js';
import { useProjects } from '../projects/projects.js';
import { changeDevices, changeGroup, deleteGroup, GROUPS, makeGroup, useTaken, type DeviceGroup } from './groups.js';
import { devicesOf, idsIn } from './ids.js';
import { isolated } from '../../parts/texts/foreign-text.js';

/** Key of the queries that count the devices of selections on the fleet page. */
const SELECTED = ['selected'] as const;

interface MakeProps {
  readonly onMade: (group: DeviceGroup) => void;
  readonly onClose: () => void;
}

/** Makes a static or a dynamic group. */
export function MakeGroup({ onMade, onClose }: MakeProps): ReactNode {
  const draft = useDraft('group/new');
  const reach = useRights().reachOf('group.manage');
  const { rows } = useProjects();
  const projects = reach === 'everywhere' ? rows.map(({ name }) => name) : reach;
  const [kind, setKind] = useKept<'static' | 'dynamic'>(draft, 'kind', 'dynamic');
  const [name, setName] = useKept(draft, 'name', '');
  const [description, setDescription] = useKept(draft, 'description', '');
  const [filter, setFilter] = useKept(draft, 'filter', '');
  const [chosen, choose] = useKept<string | undefined>(draft, 'chosen', undefined);
  const project = chosen ?? projects[0];
  const giving = useDraftGiving(draft, GROUPS, SELECTED);
  const wish = {
    name: name.trim(),
    ...(project !== undefined && { project }),
    ...(description.trim() !== '' && { description: description.trim() }),
    ...(kind === 'dynamic' && { filter: filter.trim() }),
  };
  return (
    <Dialog
      title="New group"
      order="Make it"
      isReady={wish.name !== '' && (kind === 'static' || filter.trim() !== '')}
      draft={draft}
      giving={giving}
      onClose={onClose}
      onGive={() => giving.give(async () => onMade(await makeGroup(wish)))}
    >
      <Radio.Group label="Kind" value={kind} onChange={(value) => setKind(value as typeof kind)}>
        <Radio mt={6} value="dynamic" label="Dynamic: a selection, whose devices come and go" />
        <Radio mt={6} value="static" label="Static: lists its devices" />
      </Radio.Group>
      <TextInput
        label="Name"
        description="Selections name it so: group==canaries"
        required
        data-autofocus
        autoComplete="off"
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      {kind === 'dynamic' && <FilterField filter={filter} onFilter={setFilter} />}
      <ProjectChoice label="Project" reach={projects} value={project} onChange={choose} />
      <TextInput
        label="Description"
        value={description}
        onChange={({ currentTarget }) => setDescription(currentTarget.value)}
      />
    </Dialog>
  );
}

function FilterField({
  filter,
  onFilter,
}: {
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
}): ReactNode {
  return (
    <Textarea
      label="Selection"
      description="Which devices are in it, as on the page of the fleet (docs/selection.md)"
      placeholder="tags==canary;attr.site=in=(hamburg,lyon)"
      classNames={{ input: 'mono' }}
      required
      rows={3}
      spellCheck={false}
      value={filter}
      onChange={({ currentTarget }) => onFilter(currentTarget.value)}
    />
  );
}

interface AboutProps {
  readonly group: DeviceGroup;
  readonly onClose: () => void;
}

const shownOf = ({ description, filter, devices }: DeviceGroup) => ({ description, filter, devices });
const filterOf = ({ filter }: DeviceGroup): string => filter ?? '';

/** Describes a group, or changes the selection of a dynamic one. */
export function ChangeGroup({ group, onClose }: AboutProps): ReactNode {
  const draft = useDraft(`group/${group.id}`);
  const [seen, see] = useSeen(draft, group);
  const [description, setDescription] = useKept(draft, 'description', seen.description);
  const [filter, setFilter] = useKept(draft, 'filter', filterOf(seen));
  const giving = useDraftGiving(draft, GROUPS, SELECTED);
  const isOther = seen.kind === 'dynamic' && filter.trim() !== seen.filter;
  return (
    <Dialog
      title={`Change “${isolated(seen.name)}”`}
      order="Save"
      {...(isOther && {
        effects: [
          'Every selection that names the group takes other devices from now on. Campaigns that are planned keep theirs.',
        ],
      })}
      draft={draft}
      giving={giving}
      conflict={conflictOf({
        seen,
        see,
        now: group,
        shown: shownOf,
        typed: { description, ...(isOther && { filter }) },
        fields: [
          typedField(description, setDescription, (one: DeviceGroup) => one.description),
          typedField(filter, setFilter, filterOf),
        ],
        changes: changesOf('group', { group: seen.id }),
      })}
      onClose={onClose}
      onGive={() =>
        giving.give(
          () => changeGroup(seen, { description: description.trim(), ...(isOther && { filter: filter.trim() }) }),
          onClose,
        )
      }
    >
      <TextInput
        label="Description"
        data-autofocus
        value={description}
        onChange={({ currentTarget }) => setDescription(currentTarget.value)}
      />
      {seen.kind === 'dynamic' && <FilterField filter={filter} onFilter={setFilter} />}
    </Dialog>
  );
}

/** Adds devices to a static group, or takes them out. */
export function ChangeDevices({ group, order, onClose }: AboutProps & { readonly order: 'add' | 'remove' }): ReactNode {
  const draft = useDraft(`group/${group.id}/${order}`);
  const [seen, see] = useSeen(draft, group);
  const [text, setText] = useKept(draft, 'text', '');
  const giving = useDraftGiving(draft, GROUPS, SELECTED);
  const ids = idsIn(text);
  const isAdding = order === 'add';
  return (
    <Dialog
      title={isAdding ? `Add devices to “${isolated(seen.name)}”` : `Take devices out of “${isolated(seen.name)}”`}
      order={`${isAdding ? 'Add' : 'Take out'} ${ids.length}`}
      isDestructive={!isAdding}
      isReady={ids.length > 0}
      effects={[isAdding ? 'All of them are added, or none.' : 'Those that are not in it are passed over.']}
      draft={draft}
      giving={giving}
      conflict={conflictOf({
        seen,
        see,
        now: group,
        shown: shownOf,
        typed: { [order]: ids },
        changes: changesOf('group', { group: seen.id }),
      })}
      onClose={onClose}
      onGive={() => giving.give(() => changeDevices(seen, order, ids), onClose)}
    >
      <Textarea
        label="Ids of devices"
        description="Parted by spaces, commas or lines"
        classNames={{ input: 'mono' }}
        rows={6}
        spellCheck={false}
        data-autofocus
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
    </Dialog>
  );
}

/** Deletes a group that nothing names. */
export function DeleteGroup({ group, onDeleted, onClose }: AboutProps & { readonly onDeleted: () => void }): ReactNode {
  const [seen] = useState(group);
  const taken = useTaken(devicesOf(seen));
  const giving = useGiving([...GROUPS, 'list']);
  const count = taken.data && `${taken.data.count.toLocaleString('en')}${taken.data.countIsExact ? '' : '+'}`;
  return (
    <Dialog
      title={`Delete “${isolated(seen.name)}”?`}
      order="Delete for good"
      isDestructive
      effects={[
        `Devices in it: ${count ?? '…'}. Nothing changes of them.`,
        <>
          Links and selections that name it can no longer be read: <Code>group=={seen.name}</Code>
        </>,
        'It is refused while another group names it, or a campaign that is not over.',
      ]}
      giving={giving}
      onClose={onClose}
      onGive={() => giving.give(() => deleteGroup(seen), onDeleted)}
    />
  );
}
