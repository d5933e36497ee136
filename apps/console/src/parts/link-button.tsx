import { Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef, ReactNode } from 'react';

type AnchorProps = ButtonProps & Omit<ComponentPropsWithRef<'a'>, keyof ButtonProps>;

/** A way to another page that looks like a button. Its address is checked against the pages that there are. */
export const LinkButton = createLink((props: AnchorProps): ReactNode => <Button component="a" {...props} />);
