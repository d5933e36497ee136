import { lookup, type LookupAddress } from 'node:dns';

/**
 * Most look-ups at a time, of all projects and of one. Node has four threads for look-ups, files and passwords together,
 * and a look-up that hangs cannot be broken off.
 */
const AT_ONCE = 3;
const OF_PROJECT = 2;

/** Hears what a name means. */
type Told = (error: Error | null, found: readonly LookupAddress[]) => void;

interface Lookup {
  readonly name: string;
  readonly project: string | undefined;
  readonly told: Told[];
  untilMs: number;
  running: boolean;
}

/**
 * Looks up what names mean for webhooks, so that names that hang hold up neither the server nor other projects: a name is
 * asked for once, whoever waits for it, and one project has a part of the places.
 */
export class WebhookLookups {
  /** In the order in which they came. */
  private lookups: Lookup[] = [];

  /**
   * @param ask asks what a name means
   * @param limitMs how long somebody waits: nobody asks any more for what nobody waits for
   */
  constructor(
    private readonly ask: typeof lookup,
    private readonly limitMs: number,
    private readonly nowMs = () => performance.now(),
  ) {}

  /** Tells what a name means, for a webhook of a project (or of the installation); never, if that is found out too late. */
  lookUp(name: string, project: string | undefined, told: Told): void {
    let wanted = this.lookups.find((one) => one.name === name && one.project === project);
    if (wanted === undefined) this.lookups.push((wanted = { name, project, told: [], untilMs: 0, running: false }));
    wanted.told.push(told);
    wanted.untilMs = this.nowMs() + this.limitMs;
    this.begin();
  }

  private begin(): void {
    const nowMs = this.nowMs();
    this.lookups = this.lookups.filter(({ running, untilMs }) => running || untilMs > nowMs);
    for (const one of this.lookups) if (!one.running && this.hasRoom(one)) this.run(one);
  }

  private hasRoom({ project }: Lookup): boolean {
    const running = this.lookups.filter((one) => one.running);
    return running.length < AT_ONCE && running.filter((one) => one.project === project).length < OF_PROJECT;
  }

  private run(one: Lookup): void {
    one.running = true;
    this.ask(one.name, { all: true }, (error, found) => {
      this.lookups = this.lookups.filter((other) => other !== one);
      for (const told of one.told) told(error, found ?? []);
      this.begin();
    });
  }
}
