import { Injectable, type PipeTransform } from '@nestjs/common';

import { faultOf, type FaultCode } from '@twinbank/protocol';

import { ID_MAX } from '../http/paging.js';

/**
 * The id in a path. Text that is not a valid id cannot name anything that exists, so it gets the same fault as an
 * unknown id.
 */
function idOf(text: string, unknown: FaultCode): number {
  const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  if (id === 0 || id > ID_MAX) throw faultOf(unknown);
  return id;
}

/** Id of a campaign in a path. @throws Fault `campaign_unknown` */
@Injectable()
export class CampaignIdPipe implements PipeTransform<string, number> {
  transform(text: string): number {
    return idOf(text, 'campaign_unknown');
  }
}

/** Id of a job in a path. @throws Fault `not_found` */
@Injectable()
export class JobIdPipe implements PipeTransform<string, number> {
  transform(text: string): number {
    return idOf(text, 'not_found');
  }
}
