/** Holds what devices ask for until all may begin; open from the start unless closed. */
export class StartingLine {
  private held: (() => void)[] = [];

  private readonly everClosed: boolean;

  constructor(private closed: boolean) {
    this.everClosed = closed;
  }

  /** Does this now, or when the line is opened. */
  pass(action: () => void): void {
    if (this.closed) this.held.push(action);
    else action();
  }

  /** Holds everyone who comes from now on, where it was closed at first. */
  close(): void {
    this.closed = this.everClosed;
  }

  /** Lets everyone go, in the order of arrival. */
  open(): void {
    this.closed = false;
    const { held } = this;
    this.held = [];
    for (const action of held) action();
  }
}
