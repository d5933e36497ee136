import { Select, TagsInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { changesOf } from '../conflicts/changes.js';
import { conflictOf } from '../conflicts/conflict.js';
import { typedField } from '../conflicts/keeping-mine.js';
import { useDraft, useDraftGiving, useKept, useSeen } from '../drafts/use-draft.js';
import { useGiving } from '../asking/giving.js';
import { Dialog } from '../parts/confirm.js';
import { FINISH_POLICIES } from './names.js';
import { changeProduct, deleteProduct, productKey, productShown, PRODUCTS, type Product } from './products.js';
import { isolated } from '../parts/texts/foreign-text.js';

interface AboutProps {
  readonly product: Product;
  readonly onClose: () => void;
}

/** Changes the hardware revisions of a product, and what follows an update. */
export function ChangeProduct({ product, onClose }: AboutProps): ReactNode {
  const draft = useDraft(`product/${product.name}`);
  const [seen, see] = useSeen(draft, product);
  const [hardware, setHardware] = useKept(draft, 'hardware', seen.hardware);
  const [finishPolicy, setPolicy] = useKept(draft, 'finishPolicy', seen.finishPolicy);
  const giving = useDraftGiving(draft, PRODUCTS, productKey(seen.name));
  const order = { hardware, finishPolicy };
  return (
    <Dialog
      title={`Change ${isolated(seen.name)}`}
      order="Save"
      isReady={hardware.length > 0}
      draft={draft}
      giving={giving}
      conflict={conflictOf({
        seen,
        see,
        now: product,
        shown: productShown,
        typed: order,
        fields: [
          typedField(hardware, setHardware, (one: Product) => one.hardware),
          typedField(finishPolicy, setPolicy, (one: Product) => one.finishPolicy),
        ],
        changes: changesOf('product', { product: seen.name }),
      })}
      onClose={onClose}
      onGive={() => giving.give(() => changeProduct(seen, order), onClose)}
    >
      <TagsInput
        label="Hardware revisions"
        description="One that active devices have, or that available releases name, cannot go"
        data-autofocus
        value={hardware}
        onChange={setHardware}
      />
      <Select
        label="After an update"
        description={`${FINISH_POLICIES[finishPolicy]}, unless the campaign says otherwise; campaigns that exist keep theirs`}
        data={Object.keys(FINISH_POLICIES)}
        value={finishPolicy}
        onChange={(value) => setPolicy(value as Product['finishPolicy'])}
        allowDeselect={false}
      />
    </Dialog>
  );
}

/** Deletes a product to which nothing belongs. */
export function DeleteProduct({ product, onClose }: AboutProps): ReactNode {
  const [seen] = useState(product);
  const giving = useGiving(PRODUCTS);
  const navigate = useNavigate();
  return (
    <Dialog
      title={`Delete ${isolated(seen.name)}?`}
      order="Delete"
      isDestructive
      effects={[
        'It is refused while a device, a release or a campaign belongs to it, or it names keys of a team (product_not_empty).',
        'The name can be used again.',
      ]}
      giving={giving}
      onClose={onClose}
      onGive={() =>
        giving.give(
          () => deleteProduct(seen),
          () => void navigate({ to: '/products' }),
        )
      }
    ></Dialog>
  );
}
