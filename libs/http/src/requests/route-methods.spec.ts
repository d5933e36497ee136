import { beforeEach, describe, expect, it } from '@jest/globals';

import { RouteMethods } from './route-methods.js';

describe('the methods of routes', () => {
  let routes: RouteMethods;
  beforeEach(() => {
    routes = new RouteMethods();
    routes.add('/products', 'GET');
    routes.add('/products', ['POST', 'HEAD']);
    routes.add('/products/:product/releases/:version', 'GET');
    routes.add('/docs/*', 'GET');
    routes.add('/a.b', 'DELETE');
  });

  it('are all those of one address', () => expect(routes.of('/products')).toEqual(['GET', 'HEAD', 'OPTIONS', 'POST']));

  it('are found for any parameter value, and below a wildcard', () => {
    expect(routes.of('/products/motor%2Fx/releases/1.0.0')).toEqual(['GET', 'OPTIONS']);
    expect(routes.of('/docs/a/b.css')).toEqual(['GET', 'OPTIONS']);
  });

  it.each([
    '/product',
    '/products/',
    '/products/a/releases',
    '/products//releases/1',
    '/products/a/releases/1/x',
    '/aXb',
    '',
  ])('are none for %s', (path) => {
    expect(routes.of(path)).toBeUndefined();
  });

  it('of a route as it stands are not mixed with those of a route that has a parameter there', () => {
    routes.add('/devices/:id', 'GET');
    routes.add('/devices/bulk', 'POST');
    routes.add('/*', 'PATCH');
    expect(routes.of('/devices/bulk')).toEqual(['OPTIONS', 'POST']);
    expect(routes.of('/devices/m-1')).toEqual(['GET', 'OPTIONS']);
    expect(routes.ofLiteral('/devices/bulk')).toEqual(['OPTIONS', 'POST']);
    expect(routes.ofLiteral('/devices/m-1')).toBeUndefined();
  });

  it('are known for the whole server', () =>
    expect(routes.all()).toEqual(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST']));
});
