import { describe, expect, it } from '@jest/globals';

import { devicesOf, idsIn } from './ids.js';

describe('devices of a group', () => {
  it('are the ids of a text, each once, whatever parts them', () =>
    expect(idsIn(' m-1, m-2;m-1\nm-3\t')).toEqual(['m-1', 'm-2', 'm-3']));

  it('are none in a text without any', () => expect(idsIn(' ,\n')).toEqual([]));

  it('are selected by the name in its project', () =>
    expect(devicesOf({ name: 'canaries', project: 'motors' })).toBe('group=="canaries";project=="motors"'));
});
