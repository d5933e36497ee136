import { Button, Group, Stack, Text } from '@mantine/core';
import { useRef, useState, type DragEvent, type ReactNode } from 'react';

import { bytesText } from '../../releases/bytes.js';
import { Foreign } from '../texts/foreign.js';

interface DropZoneProps {
  /** What is dropped, as in `Drop the image here`. */
  readonly what: string;
  /** Which files are taken. */
  readonly takes: string;
  /** Name of the field, for those who do not see it. */
  readonly label: string;
  readonly file: File | undefined;
  /** What the file is, once that is known. */
  readonly kind: string | undefined;
  readonly isDisabled: boolean;
  readonly onFile: (file: File) => void;
}

/** Takes a file that is dropped on it, or chosen. */
export function DropZone({ what, takes, label, file, kind, isDisabled, onFile }: DropZoneProps): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const [first] = event.dataTransfer.files;
    if (first && !isDisabled) onFile(first);
  };
  return (
    <div
      className="drop-zone"
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(!isDisabled);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Stack align="center" gap="xs">
        {file ? (
          <>
            <Text fw={600} className="breaking" ta="center">
              <Foreign text={file.name} />
            </Text>
            <Text size="sm" c="dimmed" ta="center">
              {bytesText(file.size)}
              {kind !== undefined && ` · ${kind}`}
            </Text>
          </>
        ) : (
          <>
            <Text fw={600}>Drop {what} here</Text>
            <Text size="sm" c="dimmed" ta="center">
              {takes}
            </Text>
          </>
        )}
        <Group>
          <Button variant="default" disabled={isDisabled} onClick={() => input.current?.click()}>
            {file ? 'Choose another …' : 'Choose a file …'}
          </Button>
        </Group>
      </Stack>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        onChange={({ currentTarget }) => {
          const chosen = currentTarget.files?.[0];
          if (chosen) onFile(chosen);
          // The same file can be chosen again after it was built anew.
          currentTarget.value = '';
        }}
      />
    </div>
  );
}
