import { expect, it } from '@jest/globals';
import { getNonce } from 'get-nonce';

import { tellStyleNonce } from './style-nonce.js';

it('tells the nonce of the page to the package that makes styles while a dialog is open', () => {
  tellStyleNonce('once');
  expect(getNonce()).toBe('once');
});
