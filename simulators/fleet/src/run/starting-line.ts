/** Holds what devices ask for until all may begin; open from the start unless closed. */
export class StartingLine {
  private held: (() => void)[] = [];

  constructor(private closed: boolean) {}

  /** Runs the action now, or when the line is opened. */
  pass(action: () => void): void {
    if (this.closed) this.held.push(action);
    else action();
  }

  /** Holds everyone who arrives from now on. */
  close(): void {
    this.closed = true;
  }

  /** Releases everyone, in the order of arrival. */
  open(): void {
    this.closed = false;
    const { held } = this;
    this.held = [];
    for (const action of held) action();
  }
}
