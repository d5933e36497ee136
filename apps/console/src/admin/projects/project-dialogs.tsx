import { Switch, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { changesOfProject } from '../../conflicts/changes.js';
import { conflictOf } from '../../conflicts/conflict.js';
import { typedField } from '../../conflicts/keeping-mine.js';
import { useDraft, useDraftGiving, useKept, useSeen } from '../../drafts/use-draft.js';
import { useGiving } from '../../asking/giving.js';
import { Dialog } from '../../parts/confirm.js';
import { many } from '../../parts/texts/many.js';
import { TypedName } from '../../parts/typed-name.js';
import { changeProject, deleteProject, makeProject, PROJECTS, type ProjectDetail } from './projects.js';
import { isolated } from '../../parts/texts/foreign-text.js';

/** Makes a project. */
export function MakeProject({
  onMade,
  onClose,
}: {
  readonly onMade: (name: string) => void;
  readonly onClose: () => void;
}): ReactNode {
  const draft = useDraft('project/new');
  const [name, setName] = useKept(draft, 'name', '');
  const [title, setTitle] = useKept(draft, 'title', '');
  const giving = useDraftGiving(draft, PROJECTS);
  return (
    <Dialog
      title="New project"
      order="Make it"
      isReady={name.trim() !== ''}
      draft={draft}
      giving={giving}
      onClose={onClose}
      onGive={() =>
        giving.give(async () => {
          const made = await makeProject({ name: name.trim(), ...(title.trim() !== '' && { title: title.trim() }) });
          onMade(made.name);
        })
      }
    >
      <TextInput
        label="Name"
        description="Never changes, and is never used again: tokens and products name it"
        required
        data-autofocus
        autoComplete="off"
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <TextInput
        label="Title"
        autoComplete="off"
        value={title}
        onChange={({ currentTarget }) => setTitle(currentTarget.value)}
      />
    </Dialog>
  );
}

const shownOf = ({ title, campaignsNeedApproval }: ProjectDetail) => ({ title, campaignsNeedApproval });

interface AboutProps {
  readonly project: ProjectDetail;
  readonly onClose: () => void;
}

/** Changes the title of a project, and whether its campaigns need an approval. */
export function ChangeProject({ project, onClose }: AboutProps): ReactNode {
  const draft = useDraft(`project/${project.name}`);
  const [seen, see] = useSeen(draft, project);
  const [title, setTitle] = useKept(draft, 'title', seen.title);
  const [needsApproval, setNeedsApproval] = useKept(draft, 'needsApproval', seen.campaignsNeedApproval);
  const giving = useDraftGiving(draft, PROJECTS);
  return (
    <Dialog
      title={`Change ${isolated(seen.name)}`}
      order="Save"
      draft={draft}
      giving={giving}
      conflict={conflictOf({
        seen,
        see,
        now: project,
        shown: shownOf,
        typed: { title, campaignsNeedApproval: needsApproval },
        fields: [
          typedField(title, setTitle, (one: ProjectDetail) => one.title),
          typedField(needsApproval, setNeedsApproval, (one: ProjectDetail) => one.campaignsNeedApproval),
        ],
        changes: changesOfProject(seen.name),
      })}
      onClose={onClose}
      onGive={() =>
        giving.give(
          () =>
            changeProject(seen, {
              title: title.trim(),
              ...(needsApproval !== seen.campaignsNeedApproval && { campaignsNeedApproval: needsApproval }),
            }),
          onClose,
        )
      }
    >
      <TextInput
        label="Title"
        data-autofocus
        value={title}
        onChange={({ currentTarget }) => setTitle(currentTarget.value)}
      />
      <Switch
        label="Campaigns need an approval"
        description="By somebody who did not write them, before they are started; it counts for drafts that exist, too"
        checked={needsApproval}
        onChange={({ currentTarget }) => setNeedsApproval(currentTarget.checked)}
      />
    </Dialog>
  );
}

/** Deletes a project to which nothing belongs; its name has to be typed. */
export function DeleteProject({
  project,
  onDeleted,
  onClose,
}: AboutProps & { readonly onDeleted: () => void }): ReactNode {
  const [seen] = useState(project);
  const [typed, setTyped] = useState('');
  const giving = useGiving([...PROJECTS, 'list']);
  const { devices } = seen.used;
  return (
    <Dialog
      title={`Delete ${isolated(seen.name)}?`}
      order="Delete for good"
      isDestructive
      isReady={typed === seen.name}
      effects={[
        `It has ${many(devices, 'active device')}. A project with products, webhooks or valid tokens is not deleted.`,
        'The roles in it are taken from their users.',
        'Its name is not used again. It cannot be undone.',
      ]}
      giving={giving}
      onClose={onClose}
      onGive={() => giving.give(() => deleteProject(seen), onDeleted)}
    >
      <TypedName name={seen.name} typed={typed} onChange={setTyped} />
    </Dialog>
  );
}
