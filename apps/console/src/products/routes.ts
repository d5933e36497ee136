import { createRoute } from '@tanstack/react-router';

import { pageOf } from '../parts/pieces/page-piece.js';
import { root } from '../shell/root.js';

/** The pages of products and releases by their addresses; each is loaded when it is first opened. */
export const PRODUCT_PAGES = [
  createRoute({
    getParentRoute: () => root,
    path: '/products',
    component: pageOf(() => import('./products-page.js'), 'ProductsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/components',
    component: pageOf(() => import('../releases/components/components-page.js'), 'ComponentsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/products/$product',
    component: pageOf(() => import('./product-page.js'), 'ProductPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/products/$product/upload',
    component: pageOf(() => import('../releases/upload/upload-page.js'), 'UploadPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/products/$product/compare',
    component: pageOf(() => import('../releases/diff/compare-page.js'), 'ComparePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/products/$product/releases/$version/paths',
    component: pageOf(() => import('../releases/paths/paths-page.js'), 'PathsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/products/$product/releases/$version',
    component: pageOf(() => import('../releases/release-page.js'), 'ReleasePage'),
  }),
] as const;
