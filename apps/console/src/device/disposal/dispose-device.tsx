import { Alert, List, Stack, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { useGiving } from '../../asking/giving.js';
import { Dialog } from '../../parts/confirm.js';
import { ReasonField } from '../../parts/reason-field.js';
import { TypedName } from '../../parts/typed-name.js';
import { useJobs, type DeviceDetail } from '../device.js';
import { disposeOf } from './disposal.js';
import { disposalOutlook } from './outlook.js';

interface DisposeDeviceProps {
  readonly device: DeviceDetail;
  readonly onClose: () => void;
}

/** Orders a device to forget its keys, after it was said what that does, in which order, and what stays. */
export function DisposeDevice({ device, onClose }: DisposeDeviceProps): ReactNode {
  const [seen] = useState(device);
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const jobs = useJobs(seen.id).data?.items;
  const giving = useGiving(['device', seen.id], ['devices'], ['selected']);
  const { steps, stays, cannotBeTold } = disposalOutlook(seen, jobs);
  const isReady = typed.trim() === seen.id && reason.trim() !== '';
  return (
    <Dialog
      title={`Dispose of ${seen.id}?`}
      order="Dispose of it, for good"
      isDestructive
      isReady={isReady}
      giving={giving}
      onClose={onClose}
      onGive={() => giving.give(() => disposeOf(seen, typed.trim(), reason.trim()), onClose)}
    >
      <Text size="sm">
        For a device that is scrapped or sold. <b>There is no way back:</b> it is not reactivated, moved, re-keyed or
        provisioned again. Deactivate one that may come back.
      </Text>
      {cannotBeTold !== undefined && (
        <Alert color="yellow" variant="light" title="It cannot be told">
          {cannotBeTold}
        </Alert>
      )}
      <Points title="What happens, in this order" points={steps} isOrdered />
      <Points title="What stays" points={stays} />
      <ReasonField
        value={reason}
        onChange={setReason}
        isNeeded
        description="Kept for good, for whoever asks years later. Write nothing personal into it"
      />
      <TypedName name={seen.id} typed={typed} onChange={setTyped} />
    </Dialog>
  );
}

interface PointsProps {
  readonly title: string;
  readonly points: readonly string[];
  readonly isOrdered?: boolean;
}

function Points({ title, points, isOrdered = false }: PointsProps): ReactNode {
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <List size="sm" spacing={4} type={isOrdered ? 'ordered' : 'unordered'}>
        {points.map((point) => (
          <List.Item key={point}>{point}</List.Item>
        ))}
      </List>
    </Stack>
  );
}
