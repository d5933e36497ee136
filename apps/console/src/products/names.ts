import type { Product, ProductOrder } from './products.js';

/** Every part that a product can have; the compiler holds it against the server's document. */
const PARTS: Readonly<Record<ProductOrder['part'] & Product['part'], true>> = {
  STM32L073: true,
  STM32L083: true,
  STM32L476: true,
  STM32L486: true,
  STM32G474: true,
  STM32G484: true,
};
/** Names of the parts that a product can have. */
export const PART_NAMES = Object.keys(PARTS) as readonly Product['part'][];

/** What follows a confirmed update, in words (docs/glossary.md). */
export const FINISH_POLICIES: Readonly<Record<Product['finishPolicy'], string>> = {
  mirror: 'the new image is written to both banks',
  'keep-previous': 'the other bank keeps the image before',
};

/** Whose update agent is in the images, in words. */
export const AGENTS: Readonly<Record<Product['agent'], string>> = {
  twinbank: 'each image says by its descriptor that it has the agent',
  own: 'the product’s own agent, which nobody can check',
};
