import { Alert, Button, Code, Group, Progress, Stack, Text, TextInput } from '@mantine/core';
import { useRef, useState, type ReactNode } from 'react';

import { later } from '../../parts/later.js';
import { OrderModal } from '../../parts/order-modal.js';
import { many } from '../../parts/texts/many.js';
import { useFocusBack } from '../../parts/use-focus-back.js';
import type { SaidRequest } from '../../server/rehearsal.js';
import { ProblemBox } from '../../shell/problem-box.js';
import type { BulkOrder } from './bulk-orders.js';
import { useCarrying, type BulkTarget, type BulkWish, type Carried } from './carrying.js';
import { Became } from './became.js';

interface BulkDialogProps {
  readonly kind: BulkOrder['kind'];
  readonly target: BulkTarget;
  readonly onClose: () => void;
}

const TEXTS: Readonly<Record<BulkOrder['kind'], { title: string; order: string; effect: string }>> = {
  tag: { title: 'Give a tag', order: 'Give it', effect: 'Each gets this tag beside those that it has.' },
  untag: {
    title: 'Take a tag away',
    order: 'Take it away',
    effect: 'Those that have this tag lose it, and keep their others.',
  },
  deactivate: {
    title: 'Deactivate',
    order: 'Deactivate them',
    effect:
      'Their connections end, they cannot connect again until they are reactivated, and their open jobs are cancelled.',
  },
  reactivate: { title: 'Reactivate', order: 'Reactivate them', effect: 'They may connect again.' },
};

const Curl = later(async () => (await import('../../parts/curl.js')).Curl);
const FIRST = 'This is the first request. Each is for up to 500 devices, each of them at the revision that it has';
const noteOf = (isTag: boolean): string =>
  isTag ? `${FIRST}; those that get the same tags go together.` : `${FIRST}.`;

/** An order about many devices: what it does and to how many, then what became of it for each. */
export function BulkDialog({ kind, target, onClose }: BulkDialogProps): ReactNode {
  const carrying = useCarrying();
  useFocusBack();
  const { title, order, effect } = TEXTS[kind];
  const [tag, setTag] = useState('');
  const [typed, setTyped] = useState('');
  const isTag = kind === 'tag' || kind === 'untag';
  const count = 'ids' in target ? target.ids.length : target.count;
  const wish = wishOf(kind, tag.trim());
  const isReady = typed.trim() === String(count) && isWhole(wish);
  const begin = (): void => carrying.begin({ order: wish, target });
  const look = useLook(carrying, wish, target);
  const isUnderWay = carrying.state === 'underWay';
  return (
    <OrderModal title={title} isUnderWay={isUnderWay} onClose={onClose}>
      {carrying.state === 'before' ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (isReady) begin();
          }}
        >
          <Stack>
            <Text size="sm">{effect}</Text>
            <About target={target} />
            {isTag && (
              <TextInput
                label="Tag"
                data-autofocus
                value={tag}
                onChange={({ currentTarget }) => setTag(currentTarget.value)}
              />
            )}
            <TextInput
              label={`Type ${count} to confirm the number of devices`}
              inputMode="numeric"
              value={typed}
              onChange={({ currentTarget }) => setTyped(currentTarget.value)}
            />
            <Curl look={look} note={noteOf(isTag)} />
            <Group justify="end">
              <Button variant="default" onClick={onClose}>
                Leave it
              </Button>
              <Button type="submit" disabled={!isReady} {...(kind === 'deactivate' && { color: 'red' })}>
                {order}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Stack>
          {isUnderWay && <Progress value={100} animated aria-label="Under way" />}
          <Became result={carrying.result} />
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

const wishOf = (kind: BulkOrder['kind'], tag: string): BulkOrder =>
  kind === 'tag' || kind === 'untag' ? { kind, tag } : { kind };
const isWhole = (order: BulkOrder): boolean => !('tag' in order) || order.tag !== '';

/** What an order would send first. The server is asked for the devices once for each order, and not with each drawing. */
function useLook(
  { lookAt }: Carried<BulkWish>,
  order: BulkOrder,
  target: BulkTarget,
): () => Promise<SaidRequest | undefined> {
  const last = useRef<{ readonly key: string; readonly said: Promise<SaidRequest | undefined> }>(undefined);
  const key = JSON.stringify([order, target]);
  return () => {
    if (!isWhole(order)) return Promise.resolve(undefined);
    if (last.current?.key !== key) last.current = { key, said: lookAt({ order, target }) };
    return last.current.said;
  };
}

/** Which devices an order is about. */
function About({ target }: { readonly target: BulkTarget }): ReactNode {
  if ('ids' in target)
    return (
      <Text size="sm">
        It is about <b>{many(target.ids.length, 'chosen device')}</b>.
      </Text>
    );
  return (
    <Alert color="yellow" variant="light">
      It is about the whole selection, as it is when the order is carried out: now{' '}
      <b>
        {target.countIsExact ? many(target.count, 'device') : `${target.count.toLocaleString('en')} or more devices`}
      </b>
      . <Code>{target.filter === '' ? 'every device' : target.filter}</Code>
    </Alert>
  );
}
