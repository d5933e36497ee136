import type { FaultCode } from '@twinbank/protocol';
import type { BrokerFault, BrokerStats } from './device-broker.js';

/** The counters behind {@link BrokerStats}, and the only place through which faults are reported. */
export class BrokerCounters {
  messagesIn = 0;
  blocksOut = 0;
  blockBytesOut = 0;
  private readonly faults: Partial<Record<FaultCode, number>> = {};
  private faultHandler: (fault: BrokerFault) => void = () => undefined;

  onFault(handler: (fault: BrokerFault) => void): void {
    this.faultHandler = handler;
  }

  fault(fault: BrokerFault): void {
    this.faults[fault.code] = (this.faults[fault.code] ?? 0) + 1;
    this.faultHandler(fault);
  }

  blocks(count: number, bytes: number): void {
    this.blocksOut += count;
    this.blockBytesOut += bytes;
  }

  snapshot(connections: number): BrokerStats {
    const { messagesIn, blocksOut, blockBytesOut } = this;
    return { connections, messagesIn, blocksOut, blockBytesOut, faults: { ...this.faults } };
  }
}
