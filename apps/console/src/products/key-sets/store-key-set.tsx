import { Checkbox, FileButton, Button, Text, Textarea } from '@mantine/core';
import { useRef, type ReactNode } from 'react';

import { changesOf } from '../../conflicts/changes.js';
import { conflictOf } from '../../conflicts/conflict.js';
import { useDraft, useDraftGiving, useKept, useSeen } from '../../drafts/use-draft.js';
import { countText } from '../../fleet/fleet.js';
import { Dialog } from '../../parts/confirm.js';
import { productKey, productShown, PRODUCTS, type Product } from '../products.js';
import { mayBePrivate } from '../signing-keys.js';
import { keySetFault, keySetOrder, saidBy } from './key-set-text.js';
import { storeKeySet, useHolding } from './key-sets.js';

interface StoreKeySetProps {
  readonly product: Product;
  /** Version of the newest set that is stored. */
  readonly newest: number | undefined;
  readonly onClose: () => void;
}

/** Stores a signed key set, which devices are then sent. */
export function StoreKeySet({ product, newest, onClose }: StoreKeySetProps): ReactNode {
  const draft = useDraft(`product/${product.name}/key-set`);
  const [seen, see] = useSeen(draft, product);
  const [text, setText] = useKept<string>(draft, 'text', '', { isMemoryOnly: mayBePrivate });
  const [anyTicketKey, setAny] = useKept(draft, 'anyTicketKey', false);
  const takers = useHolding(seen.name, '>=0').data;
  const giving = useDraftGiving(draft, PRODUCTS, productKey(seen.name), ['selected']);
  const fault = text.trim() === '' ? undefined : keySetFault(text, seen.name);
  const order = fault === undefined ? keySetOrder(text) : undefined;
  const said = order && saidBy(order);
  return (
    <Dialog
      title={`Store a key set for ${seen.name}`}
      order={said ? `Store set ${said.version}` : 'Store it'}
      isReady={order !== undefined}
      effects={[
        takers === undefined
          ? 'Devices that take key sets are sent it. How many there are is not known here.'
          : `Devices that take key sets and are sent it: ${countText(takers)}. They trust its keys and no others from then on.`,
        'Its keys for releases say who may sign them. Campaigns bring no release whose key it does not name.',
        'It stays for good: only a newer set takes its place.',
        ...(said && newest !== undefined && said.version <= newest
          ? [`Set ${newest} is stored already. The same document again adds signatures that are new.`]
          : []),
      ]}
      draft={draft}
      giving={giving}
      conflict={conflictOf({
        seen,
        see,
        now: product,
        shown: productShown,
        typed: { 'key set': said?.version },
        changes: changesOf('product', { product: seen.name }),
      })}
      onClose={onClose}
      onGive={() => order && giving.give(() => storeKeySet(seen, order, anyTicketKey), onClose)}
    >
      <KeySetFile onText={setText} />
      <Textarea
        label="Signed key set"
        description="The file that “twinbank key-set sign” wrote; it has no secrets"
        autosize
        minRows={3}
        maxRows={8}
        spellCheck={false}
        data-autofocus
        classNames={{ input: 'mono' }}
        value={text}
        error={fault}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      {said && <Text size="sm">{`Set ${said.version} of ${said.product}, as it says itself.`}</Text>}
      <Checkbox
        label="Also if it does not name the key with which this server signs tickets"
        description="Campaigns of the product pause then, until the server signs with a key that it names"
        checked={anyTicketKey}
        onChange={({ currentTarget }) => setAny(currentTarget.checked)}
      />
    </Dialog>
  );
}

/** Reads a key set from a file. */
function KeySetFile({ onText }: { readonly onText: (text: string) => void }): ReactNode {
  const last = useRef<File>(undefined);
  const read = (file: File | null): void => {
    if (file === null) return;
    last.current = file;
    // A large file may be read after a small one that was chosen later.
    const taken = (text: string): void => {
      if (last.current === file) onText(text);
    };
    void file.text().then(taken, () => taken(''));
  };
  return (
    <FileButton accept=".json,application/json" onChange={read}>
      {(props) => (
        <Button {...props} variant="default" mr="auto">
          Choose a file
        </Button>
      )}
    </FileButton>
  );
}
