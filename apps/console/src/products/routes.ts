import { lazyRouteComponent } from '@tanstack/react-router';

/** The pages of products and releases by their addresses; each is loaded when it is first opened. */
export const PRODUCT_PAGES = [
  { path: '/products', component: lazyRouteComponent(() => import('./products-page.js'), 'ProductsPage') },
  { path: '/products/$product', component: lazyRouteComponent(() => import('./product-page.js'), 'ProductPage') },
  {
    path: '/products/$product/upload',
    component: lazyRouteComponent(() => import('../releases/upload-page.js'), 'UploadPage'),
  },
  {
    path: '/products/$product/releases/$version',
    component: lazyRouteComponent(() => import('../releases/release-page.js'), 'ReleasePage'),
  },
];
