import type { AgentEffect, AgentEvent } from '@twinbank/agent';
import type { Mcu, OperationRecord } from '@twinbank/mcu';

/** Operations on neighbouring units that are written as one line. */
interface Burst {
  readonly first: OperationRecord;
  last: OperationRecord;
  count: number;
}

/** Writes down what a device does, in lines for readers. */
export class Trace {
  readonly lines: string[] = [];
  private burst: Burst | undefined;

  constructor(private readonly mcu: Mcu) {
    mcu.power.onOperation = (record) => this.operation(record);
  }

  /** Writes a separate line. */
  note(text: string): void {
    this.flush();
    this.lines.push(text);
  }

  /** The device has booted. */
  booted(): void {
    const { lastBoot, optionBytes } = this.mcu;
    const how =
      lastBoot?.booted === undefined
        ? `nothing starts: ${lastBoot?.stopped}`
        : `bank ${lastBoot.booted} starts, by ${lastBoot.by}`;
    const stored = optionBytes.stored ? `stored ${optionBytes.stored.bfb2}` : 'stored value torn';
    this.note(`boot     ${how}, after ${lastBoot?.cause}; BFB2 ${optionBytes.bfb2}, ${stored}`);
  }

  event(event: AgentEvent): void {
    if (event.type === 'ticket')
      this.note(`event    ticket: ${event.message.type === 'order' ? `job ${event.message.job}` : event.message.type}`);
    else if (event.type === 'block')
      this.note(`event    block ${event.message.type === 'block' ? event.message.block : event.message.type}`);
    else this.note(`event    ${event.type}`);
  }

  effect(effect: AgentEffect): void {
    if (effect.type === 'reset') this.note(`reset    asked for: ${effect.cause}`);
    if (effect.type !== 'report' || effect.report.type === 'health') return;
    const { report } = effect;
    if (report.type === 'disposal') {
      this.note(`report   disposal${report.fault ? `: ${report.fault}` : ', taken'}`);
      return;
    }
    const stage =
      report.type === 'hello'
        ? `hello, active bank ${report.status.active}, counter ${report.status.counter}`
        : `${report.type} ${report.stage}`;
    this.note(
      `report   ${stage}${report.type === 'result' && report.fault ? `: ${report.fault}, ${report.detail ?? ''}` : ''}`,
    );
  }

  /** Ends the last line. */
  flush(): void {
    const { burst } = this;
    this.burst = undefined;
    if (!burst) return;
    const { first, last, count } = burst;
    const numbers = count > 1 ? `${first.first}-${first.first + count - 1}` : `${first.first}`;
    const where = first === last ? first.where : `${first.where} … ${last.where}`;
    this.lines.push(`${numbers.padStart(8)} ${first.kind.padEnd(14)} ${where}`);
  }

  private operation(record: OperationRecord): void {
    const { burst } = this;
    if (burst?.first.kind === record.kind && !record.where.includes('[')) {
      burst.last = record;
      burst.count += record.count;
      return;
    }
    this.flush();
    this.burst = { first: record, last: record, count: record.count };
  }
}
