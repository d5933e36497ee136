/** Whether this is what fetch throws while it reads an answer whose connection ends. */
export const isBrokenAnswer = (error: unknown): boolean =>
  error instanceof TypeError && error.message === 'terminated' && error.cause !== undefined;
