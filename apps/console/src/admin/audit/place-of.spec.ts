import { expect, it } from '@jest/globals';

import { placeOf } from './place-of.js';

it.each([
  ['users/ann', '/users/ann'],
  ['campaigns/7', '/campaigns/7'],
  ['products/motors', undefined],
  ['users', undefined],
  ['webhooks/7/deliveries', undefined],
])('%s is shown at %s', (object, place) => expect(placeOf(object)).toBe(place));
