import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

import { root } from '../shell/root.js';

/** The pages of products and releases by their addresses; each is loaded when it is first opened. */
export const PRODUCT_PAGES = [
  createRoute({
    getParentRoute: () => root,
    path: '/products',
    component: lazyRouteComponent(() => import('./products-page.js'), 'ProductsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/components',
    component: lazyRouteComponent(() => import('../releases/components/components-page.js'), 'ComponentsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/products/$product',
    component: lazyRouteComponent(() => import('./product-page.js'), 'ProductPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/products/$product/upload',
    component: lazyRouteComponent(() => import('../releases/upload/upload-page.js'), 'UploadPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/products/$product/compare',
    component: lazyRouteComponent(() => import('../releases/diff/compare-page.js'), 'ComparePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/products/$product/releases/$version/paths',
    component: lazyRouteComponent(() => import('../releases/paths/paths-page.js'), 'PathsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/products/$product/releases/$version',
    component: lazyRouteComponent(() => import('../releases/release-page.js'), 'ReleasePage'),
  }),
] as const;
