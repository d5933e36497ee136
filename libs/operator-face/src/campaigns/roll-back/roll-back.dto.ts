import { ApiProperty } from '@nestjs/swagger';

import type { WayBackTo } from '@twinbank/database';

/** A release to which devices would go back. */
export class WayBackToAnswer {
  @ApiProperty({ example: '1.1.0' })
  version!: string;
  @ApiProperty({ example: 1190 })
  devices!: number;
  @ApiProperty({
    example: 1100,
    description: 'Those of them whose other bank is known to hold it: they download nothing.',
  })
  held!: number;
}

/** What a roll-back would do now. */
export class RollBackAnswer {
  @ApiProperty({
    description: 'Whether it was ordered already, by a person or a rule: ordering it again changes nothing.',
  })
  ordered!: boolean;
  @ApiProperty({
    example: 1190,
    description:
      'Devices that run its release by this campaign, and would be told to go back. The campaigns that are made for it leave out whoever they find unable to, such as by the counter.',
  })
  devices!: number;
  @ApiProperty({
    example: 10,
    description:
      'Devices that run its release by this campaign, and stay: what they ran before is not there as an available release.',
  })
  staying!: number;
  @ApiProperty({ type: [WayBackToAnswer], maxItems: 1000, description: 'By release, the oldest first.' })
  to!: WayBackToAnswer[];
}

/** What is answered about the ways back of a campaign. */
export function rollBackAnswer(ordered: boolean, ways: readonly WayBackTo[]): RollBackAnswer {
  const sum = (those: readonly WayBackTo[]): number => those.reduce((total, { devices }) => total + devices, 0);
  const to = ways.flatMap(({ version, ...counts }) => (version === undefined ? [] : [{ version, ...counts }]));
  return {
    ordered,
    devices: sum(ways.filter(({ version }) => version !== undefined)),
    staying: sum(ways.filter(({ version }) => version === undefined)),
    to,
  };
}
