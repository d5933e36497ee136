import { describe, expect, it } from '@jest/globals';

import { furtherSections, sectionName, sectionUse, type Section } from './section-text.js';

const section = (type: Section['type'], target?: string): Section => ({
  ...{ type, offset: 0, length: 4, address: 0x0800_0000, sha256: '00', crc32: 0 },
  ...(target !== undefined && { target }),
});

describe('a section of an image', () => {
  it('is called by what it is, and another chip by its name', () => {
    const names = (['code', 'config', 'ram-init', 'ram-code'] as const).map((type) => sectionName({ type }));
    expect(names).toEqual(['the whole image', 'configuration', 'start values', 'code for RAM']);
    expect(sectionName({ type: 'companion', target: 'radio' })).toBe('for the chip radio');
  });

  it('says what a device does with it, each kind something else', () => {
    const kinds = ['code', 'config', 'ram-init', 'ram-code', 'companion'] as const;
    expect(new Set(kinds.map((type) => sectionUse({ type }))).size).toBe(kinds.length);
  });

  it('is a further one unless it is the program', () => {
    expect(furtherSections([section('code'), section('config')])).toEqual([section('config')]);
    expect(furtherSections([section('code')])).toEqual([]);
  });
});
