import { useQuery } from '@tanstack/react-query';

import { answerOf, type components } from '@twinbank/client';

import { headersOf } from '../asking/headers.js';
import { useList } from '../asking/list.js';
import { LIVE_COUNTED } from '../server/queries.js';
import { rest } from '../server/rest.js';

/** A product. */
export type Product = components['schemas']['ProductAnswer'];
/** What a product is made with. */
export type ProductOrder = components['schemas']['ProductRequest'];
/** What can be changed of a product. */
export type ProductChange = components['schemas']['ProductChangeRequest'];
/** Who may sign the releases of a product from now on. */
export type SigningOrder = components['schemas']['SigningChange'];

/** Key of every list of products. */
export const PRODUCTS = ['products'] as const;
/** Key of the query for one product. */
export const productKey = (product: string) => ['product', product] as const;

/** The products of one's projects, by name. Refuses with `selection_invalid` a filter that cannot be read. */
export const useProducts = (filter: string) =>
  useList([...PRODUCTS, filter], async (place): Promise<{ items: Product[]; next?: string | undefined }> => {
    const query = { ...place, ...(filter !== '' && { filter }) };
    const page = await answerOf(rest.GET('/api/v1/products', { params: { query } }));
    return { items: page.items as Product[], next: page.next };
  });

/** What is asked for one product. */
export const productQuery = (product: string) => ({
  queryKey: productKey(product),
  queryFn: () => answerOf(rest.GET('/api/v1/products/{product}', { params: { path: { product } } })),
  ...LIVE_COUNTED,
});

/** One product. */
export const useProduct = (product: string) => useQuery(productQuery(product));

const about = ({ name, revision }: Product) => ({ path: { product: name }, header: headersOf({ revision }) });

/** Makes a product. */
export const makeProduct = (body: ProductOrder): Promise<Product> =>
  answerOf(rest.POST('/api/v1/products', { params: { header: headersOf() }, body }));

/** Changes a product as it was seen. */
export const changeProduct = (product: Product, body: ProductChange): Promise<Product> =>
  answerOf(rest.PATCH('/api/v1/products/{product}', { params: about(product), body }));

/** Deletes a product as it was seen, to which nothing belongs. */
export const deleteProduct = (product: Product): Promise<Product> =>
  answerOf(rest.DELETE('/api/v1/products/{product}', { params: about(product) }));

/** Says who may sign the releases of a product as it was seen. */
export const setSigning = (product: Product, body: SigningOrder): Promise<Product> =>
  answerOf(rest.POST('/api/v1/products/{product}/signing', { params: about(product), body }));

/** What can be changed of a product, under names that people read; where it is, too, as a move is a new revision. */
export const productShown = ({ hardware, finishPolicy, project, signing }: Product) => ({
  ...{ hardware, finishPolicy, project, threshold: signing.threshold, serverKey: signing.serverKey },
  keys: signing.keys.map(({ name }) => name),
});
