import { TagsInput, Textarea, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { useGiving } from '../asking/giving.js';
import { Dialog } from '../parts/confirm.js';
import { countText } from '../fleet/fleet.js';
import { Curl } from '../parts/curl.js';
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
/** Longest reason that the server takes, in characters. */
const REASON_MAX = 500;

interface AboutProps {
  readonly release: Release;
  readonly onClose: () => void;
}

const pathOf = ({ product, version }: Release): string =>
  `/api/v1/products/${product}/releases/${encodeURIComponent(version)}`;

/** Changes what people read of a release; devices are told neither. */
export function DescribeRelease({ release, onClose }: AboutProps): ReactNode {
  const [seen] = useState(release);
  const [notes, setNotes] = useState(release.notes ?? '');
  const [labels, setLabels] = useState(release.labels);
  const giving = useGiving(RELEASES, releaseKey(seen.product, seen.version));
  const order = { notes: notes.trim() === '' ? null : notes, labels };
  return (
    <Dialog
      title={`${seen.product} ${seen.version}: notes and labels`}
      order="Save"
      giving={giving}
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
      <Curl method="PATCH" path={pathOf(seen)} body={order} />
    </Dialog>
  );
}

/** Takes a release back, after it was said who uses it. */
export function WithdrawRelease({ release, onClose }: AboutProps): ReactNode {
  const [seen] = useState(release);
  const { product, version } = seen;
  const [reason, setReason] = useState('');
  const running = useRunning(product, version).data;
  const campaigns = useCampaignsOf(product, version).data;
  const giving = useGiving(RELEASES, releaseKey(product, version));
  return (
    <Dialog
      title={`Withdraw ${product} ${version}?`}
      order="Withdraw"
      isDestructive
      isReady={reason.trim() !== ''}
      effects={withdrawalEffects({ running: running && countText(running), underWay: campaigns?.underWay })}
      giving={giving}
      onClose={onClose}
      onGive={() => giving.give(() => withdrawRelease(seen, reason.trim()), onClose)}
    >
      <TextInput
        label="Reason"
        description="Kept in the audit log"
        required
        data-autofocus
        maxLength={REASON_MAX}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <Curl
        method="POST"
        path={`${pathOf(seen)}/withdraw`}
        headers={{ 'If-Match': `"${seen.revision}"`, 'Twinbank-Reason': reason.trim() }}
      />
    </Dialog>
  );
}
