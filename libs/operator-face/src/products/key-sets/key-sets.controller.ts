import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { KEY_SET_LIST } from '@twinbank/database';
import { markCreated } from '@twinbank/http';
import { isFault } from '@twinbank/primitives';
import { faultOf, FieldReader, readSignedKeySet, type SignedKeySet } from '@twinbank/protocol';
import { equal } from '@twinbank/selection';

import { Needs } from '../../auth/needs.js';
import { Ordered, type Order } from '../../http/only-at.js';
import { ListAnswers } from '../../lists/list-answers.js';
import { Listing } from '../../lists/list-documentation.js';
import { ListQuery } from '../../lists/list-query.js';
import { ProductsService } from '../products.service.js';
import {
  KeySetAnswer,
  keySetAnswer,
  KeySetDetail,
  keySetDetail,
  KeySetPage,
  KeySetRequest,
  KeySetStoreQuery,
} from './key-set.dto.js';
import { KeySetsService } from './key-sets.service.js';

const KEY_SETS = { list: KEY_SET_LIST, type: KeySetAnswer };

@ApiTags('products')
@Controller('products/:product/key-sets')
export class KeySetsController {
  constructor(
    private readonly keySets: KeySetsService,
    private readonly products: ProductsService,
    private readonly lists: ListAnswers,
  ) {}

  @Post()
  @HttpCode(200)
  @Needs('product.signing')
  @ApiOperation({
    summary:
      'Store a signed key set, which devices are then sent. The same document again adds the signatures that are new; faults: product_unknown, root_keys_missing, ticket_key_not_in_set, key_set_malformed, key_set_foreign, key_set_outdated, key_set_expired, key_set_unsigned, signing_key_unknown, signature_invalid, signing_policy_invalid, key_sets_full, key_set_signatures_full.',
    description:
      'It has to follow the newest one, or the root keys of the factory if it is the first (docs/protocol.md, Key sets): its version is higher, and as many root keys have signed as are needed, of those that hold and of those that it names. Each of its signatures has to fit, by a root key of the factory, of the set, or of one that is stored: older root keys sign along for devices that lag. From then on its keys for releases say who may sign them. If-Match names the revision of the product.',
  })
  @ApiCreatedResponse({ type: KeySetDetail, description: 'It was stored.' })
  @ApiOkResponse({ type: KeySetDetail, description: 'It was there already.' })
  async store(
    @Param('product') product: string,
    @Body() body: KeySetRequest,
    @Query() { anyTicketKey }: KeySetStoreQuery,
    @Ordered() order: Order,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<KeySetDetail> {
    const { record, created } = await this.keySets.store(product, signedOf(body), { ...order, anyTicketKey });
    if (created) markCreated(reply, String(record.set.version));
    return keySetDetail(record);
  }

  @Get()
  @Needs('product.read')
  @ApiOperation({ summary: 'The product’s key sets, the newest first; fault: product_unknown.' })
  @Listing(KEY_SETS)
  @ApiOkResponse({ type: KeySetPage })
  async list(@Param('product') product: string, @Query() query: ListQuery): Promise<KeySetPage> {
    const { name } = await this.products.get(product);
    const [within, address] = [equal('product', 'text', name), `products/${name}/key-sets`];
    return this.lists.page(KEY_SETS, query, { within, address, answers: (sets) => sets.map(keySetAnswer) });
  }

  @Get(':version')
  @Needs('product.read')
  @ApiOperation({ summary: 'One key set with its signatures; faults: product_unknown, key_set_unknown.' })
  @ApiOkResponse({ type: KeySetDetail })
  async show(@Param('product') product: string, @Param('version') version: string): Promise<KeySetDetail> {
    return keySetDetail(await this.keySets.get(product, versionOf(version)));
  }
}

/** The body in the form in which devices are sent it: read by the same rules. @throws Fault `key_set_malformed` */
function signedOf({ keySet, signatures }: KeySetRequest): SignedKeySet {
  try {
    return readSignedKeySet(new FieldReader({ keySet, signatures: signatures.map((one) => ({ ...one })) }));
  } catch (error) {
    if (isFault(error)) throw faultOf('key_set_malformed', error.detail);
    throw error;
  }
}

/** Text that is no version names nothing that exists. */
function versionOf(text: string): number {
  const version = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  if (version === 0 || version > 2 ** 31 - 1) throw faultOf('key_set_unknown');
  return version;
}
