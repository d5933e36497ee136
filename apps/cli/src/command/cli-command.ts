import { Command, Option } from 'commander';

import { OUTPUT_FORMATS, type OutputFormat } from '../output/output-format.js';

/** What every command of the line has beside what commander knows: examples, which its help and docs/cli.md show. */
export class CliCommand extends Command {
  private readonly shown: string[] = [];

  override createCommand(name?: string): CliCommand {
    return new CliCommand(name);
  }

  /** Complete command lines, as somebody would type them. */
  get examples(): readonly string[] {
    return this.shown;
  }

  /** Adds an example. */
  example(line: string): this {
    this.shown.push(line);
    return this;
  }

  override helpInformation(...context: Parameters<Command['helpInformation']>): string {
    const usage = super.helpInformation(...context);
    if (this.shown.length === 0) return usage;
    return `${usage}\nExamples:\n${this.shown.map((line) => `  $ ${line}\n`).join('')}`;
  }

  /** The command talks to a server: which one, and as whom. */
  remote(): this {
    return this.option('--profile <name>', 'the profile of the config file, instead of the default one').option(
      '--server <url>',
      'the server, instead of that of the profile',
    );
  }

  /** The command prints records. */
  printing(): this {
    return this.addOption(
      new Option('-o, --output <format>', 'how the answer is printed').choices(OUTPUT_FORMATS).default('table'),
    );
  }
}

/** The options of {@link CliCommand.remote}. */
export interface RemoteOptions {
  readonly profile?: string;
  readonly server?: string;
}

/** The options of {@link CliCommand.printing}. */
export interface PrintOptions {
  readonly output: OutputFormat;
}
