import { Button, Checkbox, Group, NumberInput, Stack, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

import { changesOf } from '../conflicts/changes.js';
import { conflictOf } from '../conflicts/conflict.js';
import { typedField } from '../conflicts/keeping-mine.js';
import { useDraft, useDraftGiving, useKept, useSeen } from '../drafts/use-draft.js';
import { Dialog } from '../parts/confirm.js';
import { productKey, PRODUCTS, setSigning, type Product } from './products.js';
import { RootFields } from './root-fields.js';
import {
  canBeSent,
  keyFault,
  keyTexts,
  mayBePrivate,
  NO_ROOTS,
  signingOrder,
  type KeyText,
  type RootsText,
  type SigningText,
} from './signing-keys.js';

interface SetSigningProps {
  readonly product: Product;
  readonly onClose: () => void;
}

function effectsOf({ signing }: Product, roots: RootsText): readonly string[] {
  return [
    'It holds for uploads from now on, and for devices that are provisioned from now on.',
    'Releases that are there stay. Devices in the field keep the keys that they have.',
    ...(signing.keys.length > 0
      ? [
          'The team has keys already: a change needs signatures by them, which are made where the keys are kept (docs/keys.md). Without them it is refused.',
        ]
      : []),
    ...(roots.jwks.length > 0
      ? ['Root keys stay once they are named. The factory writes them into devices, and they sign the first key set.']
      : []),
  ];
}

/** Says whose keys may sign the releases of a product, how many of them have to, and whether the server may. */
export function SetSigning({ product, onClose }: SetSigningProps): ReactNode {
  const draft = useDraft(`product/${product.name}/signing`);
  const [seen, see] = useSeen(draft, product);
  const [keys, setKeys] = useKept(draft, 'keys', keyTexts(seen.signing), {
    isMemoryOnly: (texts) => texts.some(({ jwk }) => mayBePrivate(jwk)),
  });
  const [threshold, setThreshold] = useKept(draft, 'threshold', seen.signing.threshold);
  const [serverKey, setServerKey] = useKept(draft, 'serverKey', seen.signing.serverKey);
  const giving = useDraftGiving(draft, PRODUCTS, productKey(seen.name));
  const [roots, setRoots] = useKept(draft, 'roots', NO_ROOTS, { isMemoryOnly: ({ jwks }) => jwks.some(mayBePrivate) });
  const order = signingOrder({ keys, threshold, serverKey, roots });
  const change = (index: number, key: KeyText): void => setKeys(keys.map((one, at) => (at === index ? key : one)));
  return (
    <Dialog
      title={`Who signs the releases of ${seen.name}`}
      order="Save"
      isReady={canBeSent({ keys, roots })}
      effects={effectsOf(seen, roots)}
      draft={draft}
      giving={giving}
      conflict={conflictOf({
        seen,
        see,
        now: product,
        shown: signingShown,
        typed: typedSigning({ keys, threshold, serverKey }),
        fields: [
          typedField(keys, setKeys, ({ signing }: Product) => keyTexts(signing)),
          typedField(threshold, setThreshold, ({ signing }: Product) => signing.threshold),
          typedField(serverKey, setServerKey, ({ signing }: Product) => signing.serverKey),
        ],
        changes: changesOf('product', { product: seen.name }),
      })}
      onClose={onClose}
      onGive={() => giving.give(() => setSigning(seen, order), onClose)}
    >
      {keys.map((key, index) => (
        <KeyFields
          key={index}
          number={index + 1}
          value={key}
          onChange={(next) => change(index, next)}
          onRemove={() => setKeys(keys.filter((_, at) => at !== index))}
        />
      ))}
      <Button variant="default" size="compact-sm" onClick={() => setKeys([...keys, { name: '', jwk: '' }])}>
        Add a key of the team
      </Button>
      {keys.length > 0 && (
        <NumberInput
          label="Signatures that a package needs"
          description="By different keys of these. The server counts them; a device checks one."
          min={1}
          max={keys.length}
          allowDecimal={false}
          value={threshold}
          onChange={(value) => setThreshold(Number(value))}
        />
      )}
      <Checkbox
        label="The server may sign images that are uploaded without a signature"
        checked={serverKey}
        onChange={({ currentTarget }) => setServerKey(currentTarget.checked)}
      />
      {seen.signing.rootKeys === undefined && <RootFields value={roots} onChange={setRoots} />}
    </Dialog>
  );
}

/** Who signs, with keys in a line each. */
const typedSigning = ({ keys, ...other }: Pick<SigningText, 'keys' | 'threshold' | 'serverKey'>) => ({
  keys: keys.map(({ name, jwk }) => `${name} ${jwk}`),
  ...other,
});
const signingShown = ({ signing, hardware, finishPolicy, project }: Product) => ({
  ...typedSigning({ keys: keyTexts(signing), threshold: signing.threshold, serverKey: signing.serverKey }),
  ...{ hardware, finishPolicy, project },
});

interface KeyFieldsProps {
  readonly number: number;
  readonly value: KeyText;
  readonly onChange: (key: KeyText) => void;
  readonly onRemove: () => void;
}

function KeyFields({ number, value, onChange, onRemove }: KeyFieldsProps): ReactNode {
  const fault = value.jwk === '' ? undefined : keyFault(value.jwk);
  return (
    <Stack gap={6} role="group" aria-label={`Key ${number}`}>
      <Group align="end" wrap="nowrap">
        <TextInput
          flex={1}
          label={`Key ${number}: name`}
          required
          value={value.name}
          onChange={({ currentTarget }) => onChange({ ...value, name: currentTarget.value })}
        />
        <Button variant="default" onClick={onRemove} aria-label={`Remove key ${number}`}>
          Remove
        </Button>
      </Group>
      <Textarea
        label="Public key (Ed25519 or P-256, JWK)"
        placeholder='{"kty":"OKP","crv":"Ed25519","x":"…"}'
        autosize
        minRows={2}
        spellCheck={false}
        classNames={{ input: 'mono' }}
        value={value.jwk}
        error={fault}
        onChange={({ currentTarget }) => onChange({ ...value, jwk: currentTarget.value })}
      />
    </Stack>
  );
}
