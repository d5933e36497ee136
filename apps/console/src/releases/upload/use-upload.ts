import { useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';

import { ServerUnreachable } from '@twinbank/client';

import { RELEASES } from '../releases.js';
import type { Uploaded } from './exchange.js';
import { UploadCancelled } from './long-upload.js';
import { sendUpload, type Sent, type Upload } from './send-upload.js';
import type { UploadOrder } from './upload-order.js';

/** An upload of a form, and what became of it. */
export interface Uploading {
  readonly isUnderWay: boolean;
  /** How it goes. */
  readonly sent: Sent;
  readonly uploaded: Uploaded | undefined;
  /** Why it was refused, or that the way to the server was lost. */
  readonly error: Error | undefined;
  /** Whether it got no answer, so that nobody knows what became of it. */
  readonly isLost: boolean;
  readonly isCancelled: boolean;
  /** Begins one, unless one is under way. */
  begin(order: UploadOrder): void;
  cancel(): void;
  /** Where it can pause, and go on. */
  readonly pause: (() => void) | undefined;
  readonly resume: (() => void) | undefined;
  /** Forgets what became of the last one. */
  forget(): void;
}

const NOTHING: Sent = { percent: 0, state: 'sending' };
const LEAVE_IT = 'The upload has not ended. Leave the page? Then it is cancelled.';

/**
 * One upload at a time, how far it is, and what became of it. It ends with its page: nobody would see what becomes of it.
 *
 * @param arrived called when the server has all of it
 */
export function useUpload(arrived: () => void): Uploading {
  const queries = useQueryClient();
  const running = useRef<Upload>(undefined);
  const [sent, setSent] = useState(NOTHING);
  const [isUnderWay, setUnderWay] = useState(false);
  const [error, setError] = useState<Error>();
  const [uploaded, setUploaded] = useState<Uploaded>();
  useBlocker({ shouldBlockFn: () => !window.confirm(LEAVE_IT), enableBeforeUnload: isUnderWay, disabled: !isUnderWay });
  useEffect(() => () => running.current?.cancel(), []);
  const forget = (): void => {
    setError(undefined);
    setUploaded(undefined);
  };
  const begin = (order: UploadOrder): void => {
    if (isUnderWay) return;
    forget();
    setSent(NOTHING);
    setUnderWay(true);
    running.current = sendUpload(order, setSent);
    void running.current.done
      .then((became) => {
        arrived();
        setUploaded(became);
      }, setError)
      .finally(() => setUnderWay(false))
      .then(() => queries.invalidateQueries({ queryKey: RELEASES }));
  };
  return {
    ...{ begin, forget, sent, isUnderWay, uploaded },
    error: error instanceof UploadCancelled ? undefined : error,
    isLost: error instanceof ServerUnreachable,
    isCancelled: error instanceof UploadCancelled,
    cancel: () => running.current?.cancel(),
    pause: running.current?.pause,
    resume: running.current?.resume,
  };
}
