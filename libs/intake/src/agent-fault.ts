import type { ImageDescriptor } from '@twinbank/inspect';
import type { Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

/** Whose update agent is in the images of a product: Twinbank's, whose descriptor says so, or the product's own, which nobody can check. */
export const IMAGE_AGENTS = ['twinbank', 'own'] as const;

export type ImageAgent = (typeof IMAGE_AGENTS)[number];

/** The fault `image_without_agent` of an image of which nothing says that an agent is in it; undefined if something does. */
export function agentFault(agent: ImageAgent, descriptor: ImageDescriptor | undefined): Fault | undefined {
  if (descriptor || agent === 'own') return undefined;
  return faultOf(
    'image_without_agent',
    'the image has no descriptor at 0x200, so nothing says that an update agent is in it; the product does not say that it has its own',
  );
}
