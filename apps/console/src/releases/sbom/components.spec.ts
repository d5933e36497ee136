import { describe, expect, it } from '@jest/globals';

import { componentsOf, matching } from './components.js';

const of = (components: unknown) => componentsOf(JSON.stringify({ bomFormat: 'CycloneDX', components }));
const library = (more: object) => ({ type: 'library', name: 'mbedtls', ...more });

describe('the components of an SBOM', () => {
  it('are told with version, package URL and licences', () =>
    expect(
      of([
        library({ version: '3.5.0', purl: 'pkg:github/Mbed-TLS/mbedtls@3.5.0' }),
        library({
          name: 'newlib',
          licenses: [{ license: { id: 'BSD-3-Clause', name: 'BSD' } }, { license: { name: 'of ours' } }],
        }),
        library({ name: 'lwip', licenses: [{ expression: 'BSD-3-Clause OR MIT' }] }),
      ]),
    ).toEqual([
      {
        ...{ name: 'mbedtls', type: 'library', version: '3.5.0', purl: 'pkg:github/Mbed-TLS/mbedtls@3.5.0' },
        ...{ licences: [], within: [] },
      },
      { name: 'newlib', type: 'library', licences: ['BSD-3-Clause', 'of ours'], within: [] },
      { name: 'lwip', type: 'library', licences: ['BSD-3-Clause OR MIT'], within: [] },
    ]));

  it('come after what they are inside of, and say all of that', () =>
    expect(
      of([library({ name: 'rtos', components: [library({ name: 'net', components: [library({})] })] }), library({})]),
    ).toMatchObject([
      { name: 'rtos', within: [] },
      { name: 'net', within: ['rtos'] },
      { name: 'mbedtls', within: ['rtos', 'net'] },
      { name: 'mbedtls', within: [] },
    ]));

  it('are none where none is said', () => expect(of(undefined)).toEqual([]));

  it.each([
    ['no list', library({ licenses: 'MIT' })],
    ['a list of something else', library({ licenses: [null, 'MIT', { license: null }, { license: { id: 7 } }, []] })],
  ])('are shown without licences that are %s', (_, one) => expect(of([one])).toMatchObject([{ licences: [] }]));

  it('that are empty or no texts are left out, which the server would not have taken', () =>
    expect(of([null, 7, { type: 'library' }, library({ name: '' }), library({ version: '', purl: 3 })])).toEqual([
      { name: 'mbedtls', type: 'library', licences: [], within: [] },
    ]));
});

describe('components that are looked for', () => {
  const all = of([
    library({ version: '3.5.0', purl: 'pkg:github/Mbed-TLS/mbedtls@3.5.0' }),
    library({ name: 'lwip', version: '2.2.0' }),
    library({ name: 'FreeRTOS', type: 'operating-system', licenses: [{ license: { id: 'MIT' } }] }),
  ]);
  const found = (text: string): string[] => matching(all, text).map(({ name }) => name);

  it.each([
    ['nothing', '  ', ['mbedtls', 'lwip', 'FreeRTOS']],
    ['a part of a name, however it is written', ' rTOS ', ['FreeRTOS']],
    ['a name with its version, as lists of releases have it', 'lwip@2.2', ['lwip']],
    ['a package URL', 'pkg:github/mbed-tls', ['mbedtls']],
    ['a type', 'operating', ['FreeRTOS']],
    ['a licence', 'mit', ['FreeRTOS']],
    ['what none of them has', 'zlib', []],
  ])('by %s', (_, text, names) => expect(found(text)).toEqual(names));
});
