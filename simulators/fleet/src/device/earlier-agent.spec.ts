import { describe, expect, it } from '@jest/globals';
import { Mcu } from '@twinbank/mcu';
import { deviceStatus } from '@twinbank/agent';
import { TICKET_SKILLS, type DeviceReport } from '@twinbank/protocol';

import { asEarlierAgent } from './earlier-agent.js';

const mcu = new Mcu({ part: 'STM32G484' });
mcu.powerOn();
const status = { ...deviceStatus(mcu, { product: 'drive', hardware: 'A' }), understands: TICKET_SKILLS };
const HELLO = { type: 'hello', seq: 1, status } as const satisfies DeviceReport;

describe('an agent of an earlier version', () => {
  it('names no skill that came later, and is otherwise the same', () => {
    const told = asEarlierAgent(HELLO, ['p256', 'isr-copies']);
    const understands = TICKET_SKILLS.filter((skill) => skill !== 'p256' && skill !== 'isr-copies');
    expect(told).toEqual({ ...HELLO, status: { ...status, understands } });
    expect(understands.length).toBe(TICKET_SKILLS.length - 2);
  });

  it('says what a present one says where nothing is missing, or the report says nothing of skills', () => {
    expect(asEarlierAgent(HELLO, undefined)).toBe(HELLO);
    const { understands: _, ...before } = status;
    const first = { ...HELLO, status: before };
    expect(asEarlierAgent(first, ['p256'])).toEqual(first);
  });
});
