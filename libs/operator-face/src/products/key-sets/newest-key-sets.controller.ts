import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { NEWEST_KEY_SET_LIST } from '@twinbank/database';

import { Needs } from '../../auth/needs.js';
import { OperatorData } from '../../auth/operator-data.js';
import { ListAnswers } from '../../lists/list-answers.js';
import { Listing } from '../../lists/list-documentation.js';
import { ListQuery } from '../../lists/list-query.js';
import { NewestKeySetAnswer, newestKeySetAnswer, NewestKeySetPage } from './key-set.dto.js';

const NEWEST = { list: NEWEST_KEY_SET_LIST, type: NewestKeySetAnswer };

@ApiTags('products')
@Controller('key-sets')
export class NewestKeySetsController {
  constructor(
    private readonly data: OperatorData,
    private readonly lists: ListAnswers,
  ) {}

  @Get()
  @Needs('product.read')
  @ApiOperation({
    summary:
      'The newest key set of each product that has one, with how many devices hold it; what ends first comes first.',
    description: 'The counts are of what devices said, deactivated ones too.',
  })
  @Listing(NEWEST)
  @ApiOkResponse({ type: NewestKeySetPage })
  async list(@Query() query: ListQuery): Promise<NewestKeySetPage> {
    return this.lists.page(NEWEST, query, {
      address: 'key-sets',
      answers: async (sets) => {
        const spread = await this.data.keySets.spread(sets);
        return sets.map((set) => newestKeySetAnswer(set, spread.get(set.product)!));
      },
    });
  }
}
