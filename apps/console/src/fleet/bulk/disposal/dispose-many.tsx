import { Alert, Button, Checkbox, Code, Group, List, Loader, Progress, Stack, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { later } from '../../../parts/later.js';
import { OrderModal } from '../../../parts/order-modal.js';
import { ReasonField } from '../../../parts/reason-field.js';
import { many } from '../../../parts/texts/many.js';
import { useFocusBack } from '../../../parts/use-focus-back.js';
import { Freshness } from '../../../shell/freshness.js';
import { ProblemBox } from '../../../shell/problem-box.js';
import { Became, Gone } from '../became.js';
import type { BulkTarget, Carried } from '../carrying.js';
import type { Obstacle } from './carry-out-disposal.js';
import {
  useDisposalPreview,
  useDisposing,
  type DisposalCounts,
  type DisposalPreview,
  type DisposalWish,
} from './disposals.js';

const Curl = later(async () => (await import('../../../parts/curl.js')).Curl);

/** What stands in the way of devices, how many they are, and what it means to dispose of them all the same. */
const OBSTACLES: readonly { also: Obstacle; of: keyof DisposalCounts; what: string; meaning: string }[] = [
  { ...{ also: 'in-campaign', of: 'inCampaign', what: 'with an open job' }, meaning: 'Their jobs are cancelled.' },
  {
    ...{ also: 'never-seen', of: 'neverSeen', what: 'that never connected' },
    meaning: 'The order waits for them. Whether they can be told is not known.',
  },
  {
    ...{ also: 'cannot-be-told', of: 'cannotBeTold', what: 'that cannot be told' },
    meaning: 'Their keys have to be destroyed by hand: erase their flash, or the chip.',
  },
];

interface DisposeManyProps {
  readonly target: BulkTarget;
  readonly onClose: () => void;
}

/** Orders many devices to forget their keys, after it was said of how many, and what stands in the way of some. */
export function DisposeMany({ target, onClose }: DisposeManyProps): ReactNode {
  const carrying = useDisposing();
  const preview = useDisposalPreview(target);
  useFocusBack();
  const isUnderWay = carrying.state === 'underWay';
  return (
    <OrderModal title="Dispose of devices" isUnderWay={isUnderWay} onClose={onClose}>
      {carrying.state === 'before' ? (
        <Stack>
          <Freshness query={preview} />
          {preview.isPending && <Loader />}
          {preview.data && <Asking target={target} preview={preview.data} carrying={carrying} onClose={onClose} />}
        </Stack>
      ) : (
        <Stack>
          {isUnderWay && <Progress value={100} animated aria-label="Under way" />}
          <Became result={carrying.result} />
          <Text size="sm" c="dimmed">
            Each device says by its receipt that it has taken the order; until then it is “disposal not confirmed”.
          </Text>
          {carrying.error && <ProblemBox error={carrying.error} />}
          <Group justify="end">
            <Button variant="default" onClick={isUnderWay ? carrying.end : onClose}>
              {isUnderWay ? 'End it here' : 'Close'}
            </Button>
          </Group>
        </Stack>
      )}
    </OrderModal>
  );
}

interface AskingProps extends DisposeManyProps {
  readonly preview: DisposalPreview;
  readonly carrying: Carried<DisposalWish>;
}

function Asking({ target, preview, carrying, onClose }: AskingProps): ReactNode {
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [also, setAlso] = useState<readonly Obstacle[]>([]);
  // Those that are ending are left alone by a selection; of those that were chosen each is named, and confirmed.
  const { chosen } = preview;
  const count = chosen ? chosen.devices.length : preview.devices;
  const wish = { target, chosen, count, reason: reason.trim(), also };
  const isSaid = wish.reason !== '' && count > 0;
  const isReady = isSaid && typed.trim() === String(count);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) carrying.begin(wish);
      }}
    >
      <Stack>
        <NoWayBack target={target} count={count} />
        <List size="sm" spacing={4}>
          <List.Item>
            Their names, notes, tags, attributes and health are emptied; jobs, events and receipts stay.
          </List.Item>
          <List.Item>
            Nothing stands in the way of <b>{preview.ready.toLocaleString('en')}</b>: each is told when it connects,
            says so by its receipt, and only then forgets its keys.
          </List.Item>
          {preview.ending > 0 && (
            <List.Item>
              {preview.ending === 1
                ? '1 is ending already, and stays as it is.'
                : `${preview.ending.toLocaleString('en')} are ending already, and stay as they are.`}
            </List.Item>
          )}
        </List>
        {chosen && <Gone ids={chosen.gone} />}
        <Obstacles preview={preview} also={also} onChange={setAlso} />
        <ReasonField
          value={reason}
          onChange={setReason}
          isNeeded
          description="Kept for good, for whoever asks years later. Write nothing personal into it"
        />
        <TextInput
          label={`Type ${count} to confirm the number of devices`}
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <Curl
          look={() => (isSaid ? carrying.lookAt(wish) : Promise.resolve(undefined))}
          note="This is the first request. Each is for up to 500 devices, and confirms how many are still to come."
        />
        <Group justify="end">
          <Button variant="default" onClick={onClose}>
            Leave it
          </Button>
          <Button type="submit" color="red" disabled={!isReady}>
            Dispose of them, for good
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** How many devices it is about, and what it means for them. */
function NoWayBack({ target, count }: { readonly target: BulkTarget; readonly count: number }): ReactNode {
  return (
    <Alert color="red" variant="light" title="There is no way back">
      <Text size="sm">
        <b>{many(count, 'device')}</b> {count === 1 ? 'is ordered to forget its' : 'are ordered to forget their'} keys,
        for good. None is reactivated, moved or provisioned again under its id. Deactivate those that may come back.
      </Text>
      {!('ids' in target) && <Code className="breaking">{target.filter === '' ? 'every device' : target.filter}</Code>}
    </Alert>
  );
}

interface ObstaclesProps {
  readonly preview: DisposalPreview;
  readonly also: readonly Obstacle[];
  readonly onChange: (also: readonly Obstacle[]) => void;
}

/** Devices that are refused, unless somebody says that they are to be disposed of, too. */
function Obstacles({ preview, also, onChange }: ObstaclesProps): ReactNode {
  const there = OBSTACLES.filter(({ of }) => preview[of] > 0);
  if (there.length === 0) return null;
  return (
    <Stack gap="xs" role="group" aria-label="Refused, unless you say so">
      <Text size="sm" fw={600}>
        Refused, unless you say so
      </Text>
      {there.map(({ also: one, of, what, meaning }) => (
        <Checkbox
          key={one}
          label={`Also the ${many(preview[of], 'device')} ${what}`}
          description={meaning}
          checked={also.includes(one)}
          onChange={({ currentTarget }) =>
            onChange(currentTarget.checked ? [...also, one] : also.filter((each) => each !== one))
          }
        />
      ))}
    </Stack>
  );
}
