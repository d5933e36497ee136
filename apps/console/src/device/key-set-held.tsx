import { Code, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { productQuery } from '../products/products.js';
import type { DeviceDetail } from './device.js';
import { keySetText, refusalText } from './key-set-text.js';

/** Which keys a device trusts, and which set of keys it refused. */
export function KeySetHeld({ device }: { readonly device: DeviceDetail }): ReactNode {
  const { data: product } = useQuery(productQuery(device.product));
  const refused = refusalText(device);
  return (
    <>
      {keySetText(device, product?.signing.keySet)}
      {refused !== undefined && (
        <Text size="sm" c="red">
          {refused} <Code>{device.keySetRefused?.fault}</Code>
        </Text>
      )}
    </>
  );
}
