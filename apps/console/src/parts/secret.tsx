import { Alert, Button, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { useFocusBack } from './use-focus-back.js';

interface SecretDialogProps {
  readonly title: string;
  readonly secret: string;
  /** Where it goes, and until when it holds. */
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/**
 * A secret that the server shows once. It is in no address, no cache and no storage: it is gone when this is closed, which
 * therefore takes the button. Without TLS a browser copies nothing by itself; the text can be selected.
 */
export function SecretDialog({ title, secret, children, onClose }: SecretDialogProps): ReactNode {
  useFocusBack();
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      centered
      size="lg"
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Stack>
        <Alert color="yellow" variant="light" title="Shown once">
          The server keeps no copy that can be shown again. Take it along before you close this.
        </Alert>
        <Group gap="xs" wrap="nowrap" align="stretch">
          <Code block flex={1} className="secret" aria-label="Secret" data-secret>
            {secret}
          </Code>
          {window.isSecureContext && (
            <CopyButton value={secret}>
              {({ copied, copy }) => (
                <Button h="auto" variant={copied ? 'light' : 'filled'} onClick={copy}>
                  {copied ? 'Copied' : 'Copy'}
                </Button>
              )}
            </CopyButton>
          )}
        </Group>
        <Text size="sm" component="div">
          {children}
        </Text>
        <Group justify="end">
          <Button variant="default" onClick={onClose}>
            I have it
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
