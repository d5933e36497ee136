import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import type { Actor } from '@twinbank/access';
import { PRODUCT_LIST } from '@twinbank/database';
import { markCreated } from '@twinbank/http';

import { By } from '../auth/by.js';
import { Needs } from '../auth/needs.js';
import { ListAnswers } from '../lists/list-answers.js';
import { Listing } from '../lists/list-documentation.js';
import { CatalogueQuery } from '../lists/list-query.js';
import { OnlyAt, type Revisions } from '../http/only-at.js';
import {
  ProductAnswer,
  productAnswer,
  ProductChangeRequest,
  ProductList,
  ProductMove,
  ProductRequest,
} from './product.dto.js';
import { ProductsService } from './products.service.js';
import { SigningChange } from './signing.dto.js';

const PRODUCTS = { list: PRODUCT_LIST, type: ProductAnswer };

@ApiTags('products')
@Controller('products')
export class ProductsController {
  constructor(
    private readonly products: ProductsService,
    private readonly lists: ListAnswers,
  ) {}

  @Post()
  @HttpCode(200)
  @Needs('product.create')
  @ApiOperation({
    summary:
      'Create a product. The same order once more changes nothing; faults: product_exists, part_unknown, project_unknown.',
  })
  @ApiCreatedResponse({ type: ProductAnswer, description: 'The product was made.' })
  @ApiOkResponse({ type: ProductAnswer, description: 'It was there already.' })
  async create(
    @Body() request: ProductRequest,
    @By() by: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProductAnswer> {
    const { product, created } = await this.products.create(request, by);
    if (created) markCreated(reply, product.name);
    return productAnswer(product);
  }

  @Get()
  @Needs('product.read')
  @ApiOperation({ summary: 'Products, by name.' })
  @Listing(PRODUCTS)
  @ApiOkResponse({ type: ProductList })
  list(@Query() query: CatalogueQuery): Promise<ProductList> {
    return this.lists.page(PRODUCTS, query, { answers: (products) => products.map(productAnswer) });
  }

  @Get(':product')
  @Needs('product.read')
  @ApiOperation({ summary: 'One product; fault: product_unknown.' })
  @ApiOkResponse({ type: ProductAnswer })
  async show(@Param('product') name: string): Promise<ProductAnswer> {
    return productAnswer(await this.products.get(name));
  }

  @Patch(':product')
  @Needs('product.change')
  @ApiOperation({
    summary:
      'Change the hardware revisions or the finish policy of a product; faults: product_unknown, hardware_in_use.',
    description:
      'What is missing stays as it is. A revision that active devices have, or that available releases name, cannot be taken away.',
  })
  @ApiOkResponse({ type: ProductAnswer })
  async change(
    @Param('product') name: string,
    @Body() change: ProductChangeRequest,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<ProductAnswer> {
    return productAnswer(await this.products.change(name, { ...change }, { by, onlyAt }));
  }

  @Delete(':product')
  @Needs('product.change')
  @ApiOperation({
    summary:
      'Delete a product that has no device, release or campaign, and names no team keys or root keys; faults: product_unknown, product_not_empty.',
    description:
      'Its name can be used again. Where team keys are named, a change that they signed takes them away first; a product with root keys or a key set stays.',
  })
  @ApiOkResponse({ type: ProductAnswer, description: 'The product as it was.' })
  async delete(@Param('product') name: string, @By() by: Actor, @OnlyAt() onlyAt: Revisions): Promise<ProductAnswer> {
    return productAnswer(await this.products.delete(name, { by, onlyAt }));
  }

  @Post(':product/signing')
  @HttpCode(200)
  @Needs('product.signing')
  @ApiOperation({
    summary:
      'Say who may sign the releases of a product; faults: product_unknown, signing_policy_invalid, signing_key_unsupported, signing_key_private, root_keys_held, signing_follows_key_set; of signatures signatures_missing, signing_policy_outdated, signature_algorithm, signature_invalid, signature_repeated, signing_key_unknown.',
    description:
      'Where the product has team keys, as many of them as its releases need have to have signed the change (signatures). Holds for uploads from now on, and for the keys that devices are given when they are provisioned. Releases that are there stay; devices keep the keys that they have: only key sets change them in the field. Where the product has a key set, that says who may sign, and this is refused. `{"keys":[],"serverKey":true}` is how products begin.',
  })
  @ApiOkResponse({ type: ProductAnswer })
  async sign(
    @Param('product') name: string,
    @Body() change: SigningChange,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<ProductAnswer> {
    return productAnswer(await this.products.changeSigning(name, change, { by, onlyAt }));
  }

  @Post(':product/move')
  @HttpCode(200)
  @Needs('product.move')
  @ApiOperation({
    summary:
      'Move a product with its releases, devices and campaigns to another project; faults: product_unknown, project_unknown, quota_exceeded, group_in_use.',
    description:
      'What happened before stays in the log of the project that it leaves, and so do its groups, which lose the devices. A campaign that names groups must have its devices first, or be over.',
  })
  @ApiOkResponse({ type: ProductAnswer })
  async move(
    @Param('product') name: string,
    @Body() { project }: ProductMove,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<ProductAnswer> {
    return productAnswer(await this.products.move(name, project, { by, onlyAt }));
  }
}
