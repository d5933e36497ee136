import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Length, Matches } from 'class-validator';

import { disposalDigest, type Device, type Disposal } from '@twinbank/database';
import { IsName, REASON_LENGTH_MAX } from '@twinbank/http';
import { toBase64Url } from '@twinbank/primitives';

/** No character that nobody can see, or that changes the direction of the text. */
const READABLE = /^[^\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+$/u;

/** How far the end of a device has come. */
export const DISPOSAL_STANDINGS = ['cannot-be-told', 'not-confirmed', 'confirmed'] as const;
export type DisposalStanding = (typeof DISPOSAL_STANDINGS)[number];

/** What every order to end the life of a device says. */
export class DisposalReason {
  @ApiProperty({ example: 'scrapped, ticket 4711', description: 'Why, for whoever asks years later.' })
  @IsString()
  @Length(1, REASON_LENGTH_MAX)
  @Matches(READABLE)
  reason!: string;
}

/** The order to end the life of a device. */
export class DisposalRequest extends DisposalReason {
  @ApiProperty({ example: 'm-0001', description: 'The id of the device once more: there is no way back.' })
  @IsName()
  confirm!: string;
}

/** What a device said last: that it has taken the order to forget its keys. */
export class DisposalReceiptAnswer {
  @ApiProperty({ format: 'date-time', description: 'When the server got it.' })
  at!: string;
  @ApiProperty({ description: 'SHA-256 of the receipt with its MAC, hex, as the audit log has it.' })
  digest!: string;
  @ApiProperty({ description: 'Epoch of the master key from which the key is derived that made it.' })
  epoch!: number;
  @ApiProperty({ description: 'How often the device was re-keyed before that key.' })
  generation!: number;
}

/** The end of a device’s life. */
export class DisposalAnswer {
  @ApiProperty({
    enum: DISPOSAL_STANDINGS,
    description:
      '`cannot-be-told`: the agent of the device does not name the skill `disposal`, so its keys must be destroyed by hand. `not-confirmed`: its receipt is not there. `confirmed`: it is.',
  })
  standing!: DisposalStanding;
  @ApiProperty({ format: 'date-time' })
  ordered!: string;
  @ApiProperty()
  reason!: string;
  @ApiPropertyOptional({
    example: 'disposal_unsupported',
    description: 'Why the device did not take what it was sent last.',
  })
  fault?: string;
  @ApiPropertyOptional({ type: DisposalReceiptAnswer })
  receipt?: DisposalReceiptAnswer;
  @ApiPropertyOptional({
    format: 'date-time',
    description:
      'When the device last came although its receipt was there: it has not heard that it may forget its keys, or somebody else has its key.',
  })
  cameAgain?: string;
}

/** The end of a device’s life with what was signed for it, to be kept where the papers of the device are. */
export class DisposalRecord {
  @ApiProperty({ example: 'm-0001' })
  device!: string;
  @ApiProperty({ example: 'motor-g4', description: 'Its product, from which the key of the receipt is derived, too.' })
  product!: string;
  @ApiPropertyOptional({ type: DisposalAnswer, description: 'Missing, as all below, where its end was not ordered.' })
  disposal?: DisposalAnswer;
  @ApiPropertyOptional({
    description:
      'The newest order as a compact JWS, by the ticket key; missing as long as none was sent. A receipt may name one before it.',
  })
  order?: string;
  @ApiPropertyOptional({ description: 'The receipt with its MAC as the device told it, in base64url.' })
  receipt?: string;
  @ApiPropertyOptional({
    description:
      'What acknowledges the receipt, as a compact JWS by the ticket key: it names device, order, and the digest of the receipt.',
  })
  acknowledgement?: string;
}

const timeOf = (ms: number): string => new Date(ms).toISOString();

/** How far the end of a device has come. */
export const standingOf = ({ receipt, tellable }: Disposal): DisposalStanding => {
  if (receipt) return 'confirmed';
  return tellable ? 'not-confirmed' : 'cannot-be-told';
};

export const disposalAnswer = (disposal: Disposal): DisposalAnswer => ({
  standing: standingOf(disposal),
  ordered: timeOf(disposal.orderedAtMs),
  reason: disposal.reason,
  ...(disposal.fault !== undefined && { fault: disposal.fault }),
  ...(disposal.receipt && {
    receipt: {
      at: timeOf(disposal.receipt.atMs),
      digest: disposalDigest(disposal.receipt.said),
      ...disposal.receipt.key,
    },
  }),
  ...(disposal.cameAgainAtMs !== undefined && { cameAgain: timeOf(disposal.cameAgainAtMs) }),
});

/** @param disposal its end, if that was ordered */
export const disposalRecord = (
  { id, product }: Pick<Device, 'id' | 'product'>,
  disposal: Disposal | undefined,
): DisposalRecord => ({
  ...{ device: id, product },
  ...(disposal && { disposal: disposalAnswer(disposal) }),
  ...(disposal?.order !== undefined && { order: disposal.order }),
  ...(disposal?.receipt && {
    receipt: toBase64Url(disposal.receipt.said),
    acknowledgement: disposal.receipt.acknowledgement,
  }),
});
