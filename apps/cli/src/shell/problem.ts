/** How a run of the program ended, as its exit code. */
export const EXIT = {
  ok: 0,
  /** What was asked for was not done, or the command line was wrong. */
  failed: 1,
  /** Somebody answered a question with no, or ended the program. */
  cancelled: 2,
  /** A campaign that was watched ended otherwise than wished. */
  outcome: 3,
  /** Nobody is signed in, or no longer. */
  authentication: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What the program itself refuses, beside the faults of docs/faults.md: the way out of each, and its exit code. Codes are never reworded. */
export const PROBLEMS = {
  command_line_invalid: { remedy: 'Add --help to the command to see what it takes.', exit: EXIT.failed },
  not_signed_in: {
    remedy: 'Sign in with twinbank login, or set TWINBANK_URL and TWINBANK_TOKEN.',
    exit: EXIT.authentication,
  },
  profile_unknown: { remedy: 'Sign in to it with twinbank login --profile NAME.', exit: EXIT.authentication },
  config_unreadable: { remedy: 'Mend the file, or remove it and sign in again.', exit: EXIT.failed },
  config_exposed: { remedy: 'It holds secrets: make it readable for you alone (chmod 600).', exit: EXIT.failed },
  token_malformed: { remedy: 'A token is one line of visible characters.', exit: EXIT.failed },
  terminal_needed: { remedy: 'Nothing can be asked here: give it as the help says.', exit: EXIT.failed },
  server_unreachable: { remedy: 'Is the server running, and the address right?', exit: EXIT.failed },
  server_elsewhere: { remedy: 'Nothing was sent there: if you trust that address, sign in to it.', exit: EXIT.failed },
  file_unreadable: {
    remedy: 'Check its name, who may read it, and whether it is the one that is meant here.',
    exit: EXIT.failed,
  },
  file_unwritable: { remedy: 'Check the folder and who may write to it, or name another file.', exit: EXIT.failed },
  file_malformed: { remedy: 'Mend the file.', exit: EXIT.failed },
  key_malformed: { remedy: 'Keys are hexadecimal digits: 32 for AES-128.', exit: EXIT.failed },
  key_absent: { remedy: 'Name a file with the key that is needed.', exit: EXIT.failed },
  key_revoked: { remedy: 'Sign with another key of the product’s policy.', exit: EXIT.failed },
  signer_failed: { remedy: 'Try it alone: bytes on standard input, 64 bytes of signature out.', exit: EXIT.failed },
  answer_unreadable: { remedy: 'Is this the address of a Twinbank server?', exit: EXIT.failed },
  answer_incomplete: { remedy: 'What was printed is not all of it: try again.', exit: EXIT.failed },
  output_lost: { remedy: 'What was asked for may be done; its answer could not be written.', exit: EXIT.failed },
  cancelled: { remedy: 'Nothing was done.', exit: EXIT.cancelled },
} as const satisfies Record<string, { remedy: string; exit: ExitCode }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** An expected failure of the program itself, as a {@link Fault} is one of a server. */
export class CliProblem extends Error {
  override readonly name = 'CliProblem';

  /** @param detail what was wrong with this command; one sentence without a secret */
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}
