import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Logger } from 'pino';

import { Admission, LOGGER } from '@twinbank/ports';

import { Needs } from '../auth/needs.js';
import { AuthenticationRequest, AuthorizationRequest, BrokerAnswer } from './broker-auth.dto.js';

/** Answers what EMQX 5 asks over HTTP. The broker has a token of its own, which allows nothing else. */
@ApiTags('broker')
@Controller('broker')
export class BrokerAuthController {
  constructor(
    private readonly admission: Admission,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post('authenticate')
  @HttpCode(200)
  @Needs('broker.ask')
  @ApiOperation({ summary: 'May this client connect? Client id and user name are both the device’s id.' })
  @ApiOkResponse({ type: BrokerAnswer })
  async authenticate(@Body() { clientid, username, password = '' }: AuthenticationRequest): Promise<BrokerAnswer> {
    const fault =
      clientid === username ? await this.admission.authenticateForBroker(clientid, password) : 'token_foreign';
    if (fault !== undefined) this.logger.info({ device: clientid, code: fault }, 'device refused by broker');
    return { result: fault === undefined ? 'allow' : 'deny' };
  }

  @Post('authorize')
  @HttpCode(200)
  @Needs('broker.ask')
  @ApiOperation({ summary: 'May this client publish or subscribe there? A device that was deactivated may not.' })
  @ApiOkResponse({ type: BrokerAnswer })
  async authorize(@Body() { clientid, username, action, topic }: AuthorizationRequest): Promise<BrokerAnswer> {
    const topicFits =
      action === 'publish' ? this.admission.mayPublish(clientid, topic) : this.admission.maySubscribe(clientid, topic);
    const may = topicFits && clientid === username && (await this.admission.isActive(clientid));
    return { result: may ? 'allow' : 'deny' };
  }
}
