import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';

import { IsInstant } from '@twinbank/http';

import { DeviceAnswer } from '../devices/device.dto.js';

const DAY_MS = 24 * 3600 * 1000;
/** How long the key in use stays good if nobody says for how long, and for how long at most. */
export const OLD_KEY_DAYS = 7;
export const OLD_KEY_DAYS_MAX = 90;
export const OLD_KEY_MS = OLD_KEY_DAYS * DAY_MS;
export const OLD_KEY_MS_MAX = OLD_KEY_DAYS_MAX * DAY_MS;

/** How a device is to be re-keyed. */
export class RekeyRequest {
  @ApiPropertyOptional({
    format: 'date-time',
    example: '2026-12-01T06:00:00Z',
    description: `From when on the root key in use is refused, if the device does not sign in with the new one before: within ${OLD_KEY_DAYS_MAX} days. A time that is past means at once. Without it, ${OLD_KEY_DAYS} days from now.`,
  })
  @IsOptional()
  @IsInstant()
  oldUntil?: string;
}

/** A device with its new root key, which is shown only in this answer. */
export class RekeyAnswer extends DeviceAnswer {
  @ApiProperty({ format: 'password', description: 'The new root key: base64url of 32 bytes.' })
  deviceRoot!: string;
}
