import { useQuery } from '@tanstack/react-query';

import type { Action } from '@twinbank/access';

import { useRights } from '../session/use-rights.js';
import { productQuery } from './products.js';

/**
 * Whether whoever is signed in may do something with what belongs to a product: in its project. While that is not known, in any;
 * nothing, if the product is not theirs to see.
 */
export function useMayAbout(product: string | undefined): (action: Action) => boolean {
  const rights = useRights();
  const { data, isError } = useQuery({ ...productQuery(product ?? ''), enabled: product !== undefined });
  if (data !== undefined) return (action) => rights.may(action, data.project);
  return (action) => !isError && rights.maySomewhere(action);
}
