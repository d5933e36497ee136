import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { reaches, type Asking } from '@twinbank/access';
import { AUDIT_LIST } from '@twinbank/database';
import { NDJSON_MEDIA_TYPE } from '@twinbank/http';
import type { KeyRing } from '@twinbank/keys';
import { KEY_RING } from '@twinbank/ports';
import { faultOf } from '@twinbank/protocol';
import { allOf, anyOf, before, below, equal, since } from '@twinbank/selection';

import { AskedBy } from '../auth/by.js';
import { Needs } from '../auth/needs.js';
import { PrincipalWatch } from '../auth/principal-watch.js';
import { STREAM_TIMES, StreamedAnswers } from '../http/streamed-answers.js';
import { ListAnswers } from '../lists/list-answers.js';
import { Listing } from '../lists/list-documentation.js';
import { AuditEntryAnswer, auditEntryAnswer, AuditExportQuery, AuditKeys, AuditPage, AuditQuery } from './audit.dto.js';
import { AuditExport } from './audit-export.js';

/** Most exports at the same time: each reads the log from end to end. */
export const EXPORTS_MAX = 2;

const ENTRIES = { list: AUDIT_LIST, type: AuditEntryAnswer };
const timeOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text));

@ApiTags('audit')
@Controller('audit')
export class AuditController {
  private readonly streams: StreamedAnswers;

  constructor(
    private readonly lists: ListAnswers,
    private readonly exports: AuditExport,
    @Inject(KEY_RING) private readonly keyRing: KeyRing,
    watch: PrincipalWatch,
  ) {
    this.streams = new StreamedAnswers({ places: EXPORTS_MAX, placesEach: EXPORTS_MAX, ...STREAM_TIMES }, watch);
  }

  @Get()
  @Needs('audit.read')
  @ApiOperation({
    summary: 'Changes and refused attempts, newest first; fault: project_unknown.',
    description:
      'An entry is here once it has its place in the chain, half a second after it was written. Whoever administers projects sees the entries of these projects; refused attempts belong to no project.',
  })
  @Listing(ENTRIES)
  @ApiOkResponse({ type: AuditPage })
  async list(@Query() query: AuditQuery, @AskedBy() { reach }: Asking): Promise<AuditPage> {
    const { actor, action, object, outcome, request, project, from, to } = query;
    if (project !== undefined && !reaches(reach, project)) throw faultOf('project_unknown');
    const within = allOf(
      equal('actor', 'text', actor),
      equal('action', 'text', action),
      object === undefined ? undefined : anyOf(equal('object', 'text', object)!, below('object', `${object}/`)),
      equal('outcome', 'one-of', outcome),
      equal('request', 'text', request),
      equal('project', 'text', project),
      since('at', timeOf(from)),
      before('at', timeOf(to)),
    );
    return this.lists.page(ENTRIES, query, { within, answers: (entries) => entries.map(auditEntryAnswer) });
  }

  @Get('keys')
  @Needs('audit.export')
  @ApiOperation({ summary: 'The public keys by which an export is proved; keep them apart from the exports.' })
  @ApiOkResponse({ type: AuditKeys })
  keys(): AuditKeys {
    return { keys: [this.keyRing.auditKey.publicJwk] };
  }

  @Get('export')
  @Needs('audit.export')
  @ApiOperation({
    summary: 'The audit log as it can be proved offline, oldest first.',
    description:
      'One JSON object a line: {"type":"begin"} says after which entry it begins, {"type":"entry","hash","entry"} for each entry, {"type":"checkpoint","jws"} after the last entry of each batch, at last {"type":"end","jws"}, signed. An export without its last line is not whole. It goes on after the last entry of the one before, by `after`.',
  })
  @ApiProduces(NDJSON_MEDIA_TYPE)
  @ApiOkResponse({ schema: { type: 'string' } })
  async export(@Query() { after, limit }: AuditExportQuery, @Res() reply: FastifyReply): Promise<void> {
    await this.streams.send(reply, NDJSON_MEDIA_TYPE, () => this.exports.lines(after, limit));
  }
}
