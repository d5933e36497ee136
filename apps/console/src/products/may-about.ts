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

/**
 * Where a right is missing for what belongs to a product: in its project. Undefined where one has it, and while the project of the product is
 * not known.
 */
export function useMissingRight(action: Action, product: string | undefined): { readonly project: string } | undefined {
  const rights = useRights();
  const { data } = useQuery({ ...productQuery(product ?? ''), enabled: product !== undefined });
  return data === undefined || rights.may(action, data.project) ? undefined : { project: data.project };
}
