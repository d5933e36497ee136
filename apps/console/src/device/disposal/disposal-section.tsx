import { Alert, Anchor, Code, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { Facts } from '../../parts/facts.js';
import { Section } from '../../parts/section.js';
import { Foreign } from '../../parts/texts/foreign.js';
import { Moment } from '../../shell/moment.js';
import { useDisposalOrder } from './disposal.js';
import { disposalSteps, type Disposal, type DisposalStep } from './disposal-steps.js';
import { faultWay } from './fault-ways.js';
import { StepMark } from './step-mark.js';

/** In a sentence, where a device stands. */
const STANDINGS: Readonly<Record<Disposal['standing'], string>> = {
  confirmed: 'It is disposed of: its receipt is there, and holds.',
  'not-confirmed': 'Its disposal is ordered and not confirmed: its receipt is not there.',
  'cannot-be-told': 'Its disposal is ordered, and it cannot be told: its keys have to be destroyed by hand.',
};

interface DisposalSectionProps {
  readonly device: string;
  readonly disposal: Disposal;
}

/** The end of a device's life: how far it has come, who ordered it, and the receipt. */
export function DisposalSection({ device, disposal }: DisposalSectionProps): ReactNode {
  const { data: order } = useDisposalOrder(device);
  return (
    <Section title="The end of its life" about={STANDINGS[disposal.standing]}>
      <Stack>
        <ol className="steps" aria-label="Steps of its disposal">
          {disposalSteps(disposal).map((step, index) => (
            <Step key={step.name} step={step}>
              {index === 0 && (
                <>
                  {order?.actor && (
                    <>
                      By <Foreign text={order.actor.name} />.{' '}
                    </>
                  )}
                  “<Foreign text={disposal.reason} />”
                </>
              )}
            </Step>
          ))}
        </ol>
        {disposal.receipt && <Receipt id={device} receipt={disposal.receipt} />}
      </Stack>
    </Section>
  );
}

function Step({ step, children }: { readonly step: DisposalStep; readonly children: ReactNode }): ReactNode {
  const { name, state, text, at, fault } = step;
  return (
    <li>
      <StepMark state={state} />
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {name}
        </Text>
        {at !== undefined && (
          <Text size="sm" c="dimmed">
            <Moment at={at} />
          </Text>
        )}
      </Group>
      {children !== false && (
        <Text size="sm" className="breaking">
          {children}
        </Text>
      )}
      <Text size="sm" {...(state !== 'trouble' && { c: 'dimmed' })} maw={720}>
        {text}
      </Text>
      {fault !== undefined && (
        <Alert color="red" variant="light" mt={6} py="xs" maw={720}>
          <Code>{fault}</Code> {faultWay(fault)}
        </Alert>
      )}
    </li>
  );
}

interface ReceiptProps {
  readonly id: string;
  readonly receipt: NonNullable<Disposal['receipt']>;
}

/** The device's last word, to be kept where the papers are. */
function Receipt({ id, receipt: { at, digest, epoch, generation } }: ReceiptProps): ReactNode {
  return (
    <div>
      <Group justify="space-between" mb="xs">
        <Text size="sm" fw={600}>
          The receipt
        </Text>
        <Anchor
          href={`/api/v1/devices/${encodeURIComponent(id)}/disposal`}
          download={`${id}-disposal.json`}
          size="sm"
          className="text-link"
        >
          Order, receipt and acknowledgement (JSON)
        </Anchor>
      </Group>
      <Facts
        facts={{
          'The server got it': <Moment at={at} />,
          'Made with the key of': `epoch ${epoch}, generation ${generation}`,
        }}
      />
      <Text size="xs" c="dimmed" mt="sm">
        SHA-256, as the audit log has it
      </Text>
      <Code className="breaking">{digest}</Code>
    </div>
  );
}
