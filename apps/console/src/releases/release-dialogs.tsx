import { TagsInput, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { changesOf } from '../conflicts/changes.js';
import { conflictOf } from '../conflicts/conflict.js';
import { typedField } from '../conflicts/keeping-mine.js';
import { useDraft, useDraftGiving, useKept, useSeen } from '../drafts/use-draft.js';
import { Dialog } from '../parts/confirm.js';
import { ReasonedOrder } from '../parts/reasoned-order.js';
import { countText } from '../fleet/fleet.js';
import {
  changeRelease,
  RELEASES,
  releaseKey,
  useCampaignsOf,
  useRunning,
  withdrawRelease,
  type Release,
} from './releases.js';
import { withdrawalEffects } from './use.js';

/** Longest notes that the server takes, in characters. */
const NOTES_MAX = 10_000;

interface AboutProps {
  readonly release: Release;
  readonly onClose: () => void;
}

const shownOf = ({ notes, labels, state }: Release) => ({ notes, labels, state });

const notesOf = ({ notes }: Release): string => notes ?? '';

/** Changes what people read of a release; devices are told neither. */
export function DescribeRelease({ release, onClose }: AboutProps): ReactNode {
  const draft = useDraft(`release/${release.product}/${release.version}`);
  const [seen, see] = useSeen(draft, release);
  const [notes, setNotes] = useKept(draft, 'notes', notesOf(seen));
  const [labels, setLabels] = useKept(draft, 'labels', seen.labels);
  const giving = useDraftGiving(draft, RELEASES, releaseKey(seen.product, seen.version));
  const order = { notes: notes.trim() === '' ? null : notes, labels };
  return (
    <Dialog
      title={`${seen.product} ${seen.version}: notes and labels`}
      order="Save"
      draft={draft}
      giving={giving}
      conflict={conflictOf({
        seen,
        see,
        now: release,
        shown: shownOf,
        typed: { notes: order.notes ?? undefined, labels },
        fields: [typedField(notes, setNotes, notesOf), typedField(labels, setLabels, (one: Release) => one.labels)],
        changes: changesOf('release', { product: seen.product, version: seen.version }),
      })}
      onClose={onClose}
      onGive={() => giving.give(() => changeRelease(seen, order), onClose)}
    >
      <Textarea
        label="Notes"
        description="What is new, for people"
        data-autofocus
        autosize
        minRows={4}
        maxRows={12}
        maxLength={NOTES_MAX}
        value={notes}
        onChange={({ currentTarget }) => setNotes(currentTarget.value)}
      />
      <TagsInput label="Labels" placeholder="stable" value={labels} onChange={setLabels} />
    </Dialog>
  );
}

/** Takes a release back, after it was said who uses it. */
export function WithdrawRelease({ release, onClose }: AboutProps): ReactNode {
  const [seen, see] = useState(release);
  const { product, version } = seen;
  const running = useRunning(product, version).data;
  const campaigns = useCampaignsOf(product, version).data;
  return (
    <ReasonedOrder
      about={`release/${seen.product}/${seen.version}`}
      title={`Withdraw ${product} ${version}?`}
      order="Withdraw"
      isDestructive
      needsReason
      effects={withdrawalEffects({ running: running && countText(running), underWay: campaigns?.underWay })}
      conflict={conflictOf({
        seen,
        see,
        now: release,
        shown: shownOf,
        changes: changesOf('release', { product, version }),
      })}
      stale={[RELEASES, releaseKey(product, version)]}
      give={(reason) => withdrawRelease(seen, reason)}
      onDone={onClose}
      onClose={onClose}
    />
  );
}
