import { Component, type ReactNode } from 'react';

import { liveStanding, watchStanding } from '../../live/live-standing.js';
import { ProblemBox } from '../../shell/problem-box.js';
import { PieceMissing } from './piece.js';

interface PieceBoundaryProps {
  readonly children: ReactNode;
  /** Stands in the place of a piece that is missing; without it, that it is missing is said there. */
  readonly instead?: ReactNode;
  /** Has the piece loaded anew. */
  readonly onRetry: () => void;
}

interface PieceBoundaryState {
  readonly error?: unknown;
}

/**
 * Around a piece that is loaded on its own: where it is missing, the rest of the page, and what was written there, stays. It is loaded anew
 * when somebody says so, and by itself when the events of the server arrive again.
 */
export class PieceBoundary extends Component<PieceBoundaryProps, PieceBoundaryState> {
  override state: PieceBoundaryState = {};
  private unwatch = (): void => undefined;

  static getDerivedStateFromError(error: unknown): PieceBoundaryState {
    return { error };
  }

  override componentDidMount(): void {
    this.unwatch = watchStanding(() => {
      if (this.state.error !== undefined && liveStanding().state === 'live') this.retry();
    });
  }

  override componentWillUnmount(): void {
    this.unwatch();
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    if (!(error instanceof PieceMissing)) throw error;
    return this.props.instead ?? <ProblemBox error={error} onRetry={this.retry} />;
  }

  private readonly retry = (): void => {
    this.props.onRetry();
    this.setState({ error: undefined });
  };
}
