import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { DEVICE_LIST, vocabularyOf } from '@twinbank/database';
import { CLOCK } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { allOf, equal, parseSelection } from '@twinbank/selection';

import { Needs } from '../auth/needs.js';
import { OperatorData } from '../auth/operator-data.js';
import { deviceAnswer } from '../devices/device.dto.js';
import { SelectionPreviewAnswer, SelectionPreviewRequest } from './selection.dto.js';

/** Most pairs of product and version that a preview names. */
const VERSIONS_MAX = 50;

/** Operations of this tag only look. */
@ApiTags('selections')
@Controller('selections')
export class SelectionsController {
  constructor(
    private readonly data: OperatorData,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post('preview')
  @HttpCode(200)
  @Needs('device.read')
  @ApiOperation({
    summary: 'How many devices a selection selects now, some of them, and what they run; fault: selection_invalid.',
    description: 'It changes nothing, and is a POST only because a selection may be longer than an address.',
  })
  @ApiOkResponse({ type: SelectionPreviewAnswer })
  async preview(@Body() { filter, product, sample }: SelectionPreviewRequest): Promise<SelectionPreviewAnswer> {
    const selection = allOf(
      equal('product', 'text', product),
      parseSelection(filter, vocabularyOf(DEVICE_LIST), this.clock.nowMs()),
    );
    const { items, total } = await this.data.lists.page(DEVICE_LIST, {
      selection,
      limit: Math.max(sample, 1),
      total: true,
    });
    const by = ['product', 'version'];
    const divided = await this.data.lists.divided(DEVICE_LIST, { selection, by, limit: VERSIONS_MAX });
    return {
      ...{ count: total!.count, countIsExact: total!.isExact },
      sample: items.slice(0, sample).map(deviceAnswer),
      versions: divided.map(({ values: [of, version], count }) => ({
        product: of!,
        ...(version !== null && version !== undefined && { version }),
        devices: count,
      })),
    };
  }
}
