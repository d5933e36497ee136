import type { Readable, Writable } from 'node:stream';

import { confirm, isCancel, password, text } from '@clack/prompts';

import type { Questions } from './io.js';

/** Questions at a terminal. They are shown on stderr: stdout is for answers. */
export function terminalQuestions(input: Readable, output: Writable): Questions {
  const at = { input, output };
  return {
    text: async (message, initial) =>
      given(await text({ message, ...(initial !== undefined && { initialValue: initial }), ...at })),
    secret: async (message) => given(await password({ message, mask: '', ...at })),
    confirm: async (message) => given(await confirm({ message, initialValue: false, ...at })),
  };
}

const given = <Answer>(answer: Answer): Exclude<Answer, symbol> | undefined =>
  isCancel(answer) ? undefined : (answer as Exclude<Answer, symbol>);
