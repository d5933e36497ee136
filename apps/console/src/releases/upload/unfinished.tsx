import { Button, List, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';

import { answerOf, RestError } from '@twinbank/client';

import { useGiving } from '../../asking/giving.js';
import { headersOf } from '../../asking/headers.js';
import { Dialog } from '../../parts/confirm.js';
import { rest } from '../../server/rest.js';
import { ProblemBox } from '../../shell/problem-box.js';
import { Moment } from '../../shell/moment.js';
import { bytesText } from '../bytes.js';

const unfinishedKey = (product: string) => ['uploads', product] as const;

/** One's own uploads of a product that have not become a release. */
const useUnfinished = (product: string) =>
  useQuery({
    queryKey: unfinishedKey(product),
    queryFn: async () => {
      const { items } = await answerOf(
        rest.GET('/api/v1/products/{product}/uploads', { params: { path: { product } } }),
      );
      return items.filter(({ complete }) => !complete);
    },
  });

/** What keeps a further upload out: one's own that did not come to an end, and the way to give them up. */
export function UnfinishedUploads({ product }: { readonly product: string }): ReactNode {
  const { data, error } = useUnfinished(product);
  const [isOpen, setOpen] = useState(false);
  if (error) return <ProblemBox error={error} />;
  if (!data) return null;
  if (data.length === 0)
    return (
      <Text size="sm">
        None of yours for this product: they are of other products or people. Each ends within a day.
      </Text>
    );
  return (
    <Stack gap="xs" align="start">
      <Text size="sm">Yours that did not come to an end; the server keeps each for a day:</Text>
      <List size="sm">
        {data.map(({ id, offset, length, created }) => (
          <List.Item key={id}>
            {bytesText(offset)} of {bytesText(length)}, begun <Moment at={created} />
          </List.Item>
        ))}
      </List>
      <Button variant="default" onClick={() => setOpen(true)}>
        Give them up …
      </Button>
      {isOpen && <GiveUp product={product} ids={data.map(({ id }) => id)} onClose={() => setOpen(false)} />}
    </Stack>
  );
}

interface GiveUpProps {
  readonly product: string;
  readonly ids: readonly string[];
  readonly onClose: () => void;
}

/** Those that were seen when it was opened, and no others. */
function GiveUp({ product, ids, onClose }: GiveUpProps): ReactNode {
  const [seen] = useState(ids);
  const giving = useGiving(unfinishedKey(product));
  const removeAll = async (): Promise<void> => {
    for (const upload of seen) {
      const params = { path: { product, upload }, header: headersOf() };
      await answerOf(rest.DELETE('/api/v1/products/{product}/uploads/{upload}', { params })).catch(unlessGone);
    }
  };
  return (
    <Dialog
      title="Give up unfinished uploads"
      order={seen.length === 1 ? 'Give it up' : `Give up ${seen.length}`}
      isDestructive
      effects={[
        'What the server has of them is removed.',
        'One that another tab or the command line still sends ends there.',
      ]}
      giving={giving}
      onClose={onClose}
      onGive={() => giving.give(removeAll, onClose)}
    />
  );
}

/** What has ended by itself meanwhile is what was wanted. */
function unlessGone(error: unknown): void {
  if (!(error instanceof RestError && error.code === 'upload_unknown')) throw error;
}
