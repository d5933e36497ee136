/**
 * What the operators' face needs from the device face: abstract classes, so that they serve as injection tokens.
 * The module of the device face provides and exports all of them.
 */

/** Who may connect, and with which topics. */
export abstract class Admission {
  /**
   * Whether the password admits the device: its JWT, or the password derived for password-file brokers. Resolves to
   * undefined if it does, else to the code of the fault (`token_invalid`, `token_expired`, `device_unknown`,
   * `device_inactive`, `key_replaced`, …).
   */
  abstract authenticate(deviceId: string, password: string): Promise<string | undefined>;
  /**
   * The same for an external broker that asks the server. A refusal is also recorded for the device, because this
   * server does not see its connection.
   */
  abstract authenticateForBroker(deviceId: string, password: string): Promise<string | undefined>;
  /** Whether the device may be connected at all: it is provisioned and was not deactivated. One whose end was ordered may, to hear of it. */
  abstract isActive(deviceId: string): Promise<boolean>;
  abstract mayPublish(deviceId: string, topic: string): boolean;
  abstract maySubscribe(deviceId: string, filter: string): boolean;
  /** Evicts devices that were just deactivated: closes their connections and drops what is cached about them. */
  abstract evict(deviceIds: readonly string[]): Promise<void>;
  /** The end of a device was ordered, and that is committed: it gets nothing else any more, and is told so if it can be. */
  abstract ending(deviceId: string): Promise<void>;
  /**
   * A device was given another root key: it may sign in with it here at once. If the time of the one in use has come,
   * ends it now, and its connection.
   */
  abstract rekeyed(deviceId: string): Promise<void>;
}

/** A job as its device knows it. */
export interface JobOfDevice {
  readonly id: number;
  readonly campaignId: number;
  readonly deviceId: string;
  /** The number of its last attempt on the wire. */
  readonly transfer?: number;
}

/** Advances running campaigns. */
export abstract class CampaignRunner {
  /**
   * A campaign was started, paused, resumed or stopped, and the change is committed: handle it now, not only at the
   * next tick.
   */
  abstract wake(campaignId: number): void;
  /**
   * An operator ordered something about a job, and the change is committed: its device is told. `withdraw`: its ticket is
   * void. `stop`: it is asked to stop. `give-up`: that, and it gets no more blocks.
   */
  abstract tell(job: JobOfDevice, what: 'withdraw' | 'stop' | 'give-up'): void;
}

/** Whether the work on devices makes progress, for readiness. */
export abstract class DeviceWork {
  /**
   * Since when each kind of work makes no progress, by the monotonic clock. Kinds that make progress, or have
   * nothing to do, are left out.
   */
  abstract standing(): {
    readonly rollout?: number | undefined;
    readonly reports?: number | undefined;
    readonly delivery?: number | undefined;
  };
  /** By how many milliseconds the clock of this machine was moved recently; undefined if it was not. */
  abstract clockSteppedMs(): number | undefined;
  /** Number of reports since the start that were older than what is known and changed nothing. */
  abstract outdatedReports(): number;
}

/** What devices, and those who claim to be one, did wrong, and which limits took effect. */
export abstract class DeviceFaults {
  /** How often each fault occurred at this server since its start, by code. */
  abstract get faults(): Readonly<Partial<Record<string, number>>>;
}

/** The connection to the broker, for readiness and for tooling. */
export abstract class BrokerState {
  /** Whether messages can be sent now. */
  abstract connected(): boolean;
  /** The broker's URL as the server uses it, such as `mqtt://127.0.0.1:1883`, with the actual port once it listens. */
  abstract url(): string;
}
