import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiExtension, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import type { Actor } from '@twinbank/access';
import { faultOf, type DisposalObstacle } from '@twinbank/protocol';

import { By } from '../../auth/by.js';
import { Needs } from '../../auth/needs.js';
import type { OperatorRequest } from '../../auth/operator.guard.js';
import { ONLY_LOOKS } from '../../openapi/only-looking.js';
import { BULK_DEVICES_MAX, type BulkDevice } from '../device-bulk.dto.js';
import { DeviceBulkService, lastTried } from '../device-bulk.service.js';
import { deviceAnswer } from '../device.dto.js';
import { DevicesService, type EndedDevice } from '../devices.service.js';
import {
  BulkDisposalAnswer,
  BulkDisposalRequest,
  DisposalPreviewAnswer,
  DisposalPreviewRequest,
  SelectedDisposalAnswer,
  SelectedDisposalRequest,
} from './disposal-bulk.dto.js';
import { standingOf } from './disposal.dto.js';

const EACH =
  'There is no way back. Each device is an order of its own: one that is refused does not affect the others, and the answer says of each what became of it. One that never connected, has an open job or cannot be told is refused unless `also` names that (device_never_seen, device_in_campaign, disposal_unsupported); one whose end was ordered before is left as it is.';

/** What an order to dispose of many says beside which ones. */
interface Draft {
  readonly reason: string;
  readonly also?: readonly DisposalObstacle[];
}

/** @throws Fault `confirmation_mismatch` if the order is about another number of devices than whoever gave it has seen */
function requireConfirmed(devices: number, confirm: number): void {
  if (devices === confirm) return;
  const detail = `${devices} devices are to be disposed of, and the confirmation says ${confirm}`;
  throw faultOf('confirmation_mismatch', detail, { devices });
}

@ApiTags('devices')
@Controller('devices/bulk')
export class DisposalBulkController {
  constructor(
    private readonly devices: DevicesService,
    private readonly bulk: DeviceBulkService,
  ) {}

  @Post('dispose-preview')
  @HttpCode(200)
  @Needs('device.dispose')
  @ApiExtension(ONLY_LOOKS, true)
  @ApiOperation({
    summary: 'What an order to dispose of a selection would be about; fault: selection_invalid.',
    description: 'It changes nothing, and is a POST only because a selection may be longer than an address.',
  })
  @ApiOkResponse({ type: DisposalPreviewAnswer })
  preview(@Body() { filter }: DisposalPreviewRequest): Promise<DisposalPreviewAnswer> {
    return this.devices.disposalPreview(filter);
  }

  @Post('dispose')
  @HttpCode(200)
  @Needs('device.dispose')
  @ApiOperation({
    summary: 'Order many devices to forget their keys, for good; fault: confirmation_mismatch.',
    description: EACH,
  })
  @ApiOkResponse({ type: BulkDisposalAnswer })
  dispose(
    @Body() { devices, confirm, ...draft }: BulkDisposalRequest,
    @By() by: Actor,
    @Req() request: OperatorRequest,
  ): Promise<BulkDisposalAnswer> {
    requireConfirmed(devices.length, confirm);
    return this.each(devices, draft, { by, request });
  }

  @Post('dispose-selected')
  @HttpCode(200)
  @Needs('device.dispose')
  @ApiOperation({
    summary:
      'Order the devices of a selection to forget their keys, for good; faults: selection_invalid, confirmation_mismatch.',
    description: `${BULK_DEVICES_MAX} devices at a time, by id: the answer says where to go on, also where the database stopped answering in the middle, and how many follow. Who is selected is looked at anew each time; where there are more or fewer than were confirmed, nothing is ordered. ${EACH}`,
  })
  @ApiOkResponse({ type: SelectedDisposalAnswer })
  async disposeSelected(
    @Body() { filter, after, confirm, ...draft }: SelectedDisposalRequest,
    @By() by: Actor,
    @Req() request: OperatorRequest,
  ): Promise<SelectedDisposalAnswer> {
    const { count, devices } = await this.devices.disposalSlice(filter, { after, limit: BULK_DEVICES_MAX });
    requireConfirmed(count, confirm);
    const answer = await this.each(devices, draft, { by, request });
    const last = request.isHalfDone === true ? lastTried(answer) : devices.at(-1)!.id;
    const remaining = count - 1 - devices.findIndex(({ id }) => id === last);
    return { ...answer, remaining, ...(remaining > 0 && last !== undefined && { next: last }) };
  }

  private each(
    devices: readonly BulkDevice[],
    { reason, also = [] }: Draft,
    { by, request }: { readonly by: Actor; readonly request: OperatorRequest },
  ): Promise<BulkDisposalAnswer> {
    return this.bulk.each(devices, request, {
      one: (id, onlyAt) => this.devices.dispose(id, { reason, also }, { by, onlyAt }),
      told: ({ device, disposal, ordered }: EndedDevice) => ({
        revision: deviceAnswer(device).revision,
        standing: standingOf(disposal),
        ...(!ordered && { already: true }),
      }),
    });
  }
}
