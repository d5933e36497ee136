import type { FaultCode } from '@twinbank/protocol';

/** Closes a connection that broke a rule; the fault was counted where it was found. */
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

/** Refuses a CONNECT with the return code that comes nearest to the fault. */
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

/** Ends of a connection that are nobody's fault, by aedes' words. */
const ORDINARY = ['keep alive timeout', 'drain timeout', 'connection closed', 'connect did not arrive in time'];

/** What a connection's error says about the device: junk in its packets, or undefined where the network is to blame. */
export function faultOfConnectionError(error: Error): FaultCode | undefined {
  if (error instanceof RuleBroken) return undefined;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined || ORDINARY.includes(error.message)) return undefined;
  return 'message_malformed';
}
