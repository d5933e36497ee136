import { Button, CloseButton, Group, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';

import { useSession } from '../session/session.js';
import { USUAL_VIEWS, VIEW_NAME_MAX, VIEWS_MAX, viewsIn, withoutView, withView, type View } from './views.js';
import { Foreign } from '../parts/texts/foreign.js';
import { isolated } from '../parts/texts/foreign-text.js';

/** Selections under names: a click leads to one, and its address shows anybody the same. One's own are kept in this browser. */
export function ViewsBar({ filter }: { readonly filter: string }): ReactNode {
  const { views, keep } = useViews();
  const isKept = [...views, ...USUAL_VIEWS].some((view) => view.filter === filter);
  return (
    <Group gap="xs" component="nav" aria-label="Views">
      <Text size="sm" c="dimmed">
        Views
      </Text>
      {USUAL_VIEWS.map((view) => (
        <ViewLink key={view.name} view={view} isShown={view.filter === filter} />
      ))}
      {views.map((view) => (
        <Group key={`own ${view.name}`} gap={0} wrap="nowrap">
          <ViewLink view={view} isShown={view.filter === filter} />
          <CloseButton
            size="xs"
            aria-label={`Remove the view ${isolated(view.name)}`}
            onClick={() => keep((kept) => withoutView(kept, view.name))}
          />
        </Group>
      ))}
      {filter !== '' && !isKept && (
        <KeepView
          key={filter}
          onKeep={(name) => keep((kept) => withView(kept, { name, filter }))}
          isFull={views.length >= VIEWS_MAX}
        />
      )}
    </Group>
  );
}

const ViewLink = ({
  view: { name, filter },
  isShown,
}: {
  readonly view: View;
  readonly isShown: boolean;
}): ReactNode => (
  <Link
    className="text-link"
    to="/fleet"
    search={{ filter }}
    title={filter}
    aria-current={isShown ? 'true' : undefined}
  >
    <Text span size="sm" fw={isShown ? 700 : 400}>
      <Foreign text={name} />
    </Text>
  </Link>
);

interface KeepViewProps {
  readonly onKeep: (name: string) => void;
  readonly isFull: boolean;
}

/** Gives the selection a name, when somebody wants to. */
function KeepView({ onKeep, isFull }: KeepViewProps): ReactNode {
  const [name, setName] = useState<string>();
  if (isFull)
    return (
      <Text size="sm" c="dimmed">
        {VIEWS_MAX} views are kept; remove one for another.
      </Text>
    );
  if (name === undefined)
    return (
      <Button size="compact-xs" variant="subtle" onClick={() => setName('')}>
        Save this selection …
      </Button>
    );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() !== '') onKeep(name);
  };
  return (
    <form onSubmit={submit}>
      <Group gap={4}>
        <TextInput
          size="xs"
          aria-label="Name of the view"
          placeholder="Name"
          maxLength={VIEW_NAME_MAX}
          autoFocus
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Button size="xs" type="submit" disabled={name.trim() === ''}>
          Save
        </Button>
        <Button size="xs" variant="subtle" onClick={() => setName(undefined)}>
          Leave it
        </Button>
      </Group>
    </form>
  );
}

/** Makes other views of those that are kept; undefined where it cannot. It is asked at the moment of writing: another tab may have changed them. */
type Change = (views: readonly View[]) => readonly View[] | undefined;

/** The views of whoever is signed in, in this browser; where it keeps nothing, they last as long as the page. */
function useViews(): { readonly views: readonly View[]; keep(change: Change): void } {
  const place = `twinbank views of ${useSession().data?.name ?? ''}`;
  const [views, setViews] = useState(() => viewsIn(read(place)));
  return {
    views,
    keep: (change) => {
      const kept = read(place);
      const next = change(kept === null ? views : viewsIn(kept));
      if (next === undefined) return;
      setViews([...next]);
      write(place, JSON.stringify(next));
    },
  };
}

/** Browsers that are told to keep nothing throw. */
function read(place: string): string | null {
  try {
    return localStorage.getItem(place);
  } catch {
    return null;
  }
}

function write(place: string, text: string): void {
  try {
    localStorage.setItem(place, text);
  } catch {
    // They are gone with the page, then.
  }
}
