import type { FaultCode } from '@twinbank/protocol';

/** Closes a connection that broke a rule; the fault was already counted where it was found. */
export class RuleBroken extends Error {
  override readonly name: string = 'RuleBroken';
  constructor(readonly code: FaultCode) {
    super(code);
  }
}

/** Return codes of CONNACK. [MQTT 3.1.1 §3.2.2.3] */
const SERVER_UNAVAILABLE = 3;
const BAD_USERNAME_OR_PASSWORD = 4;
const NOT_AUTHORIZED = 5;

/** Refuses a CONNECT with the return code closest to the fault. */
export class ConnectionRefused extends RuleBroken {
  override readonly name = 'ConnectionRefused';
  readonly returnCode: number;
  constructor(code: FaultCode) {
    super(code);
    this.returnCode =
      code === 'overloaded' || code === 'rate_exceeded'
        ? SERVER_UNAVAILABLE
        : code.startsWith('token_')
          ? BAD_USERNAME_OR_PASSWORD
          : NOT_AUTHORIZED;
  }
}

/** Errors that end a connection without anyone's fault, in aedes' words. */
const ORDINARY = ['keep alive timeout', 'drain timeout', 'connection closed', 'connect did not arrive in time'];

/** The fault of the device behind a connection error: junk in its packets; undefined if the network is to blame. */
export function faultOfConnectionError(error: Error): FaultCode | undefined {
  if (error instanceof RuleBroken) return undefined;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined || ORDINARY.includes(error.message)) return undefined;
  return 'message_malformed';
}
