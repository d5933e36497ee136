import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import type { Actor, Asking } from '@twinbank/access';
import { GROUP_DEVICES_MAX, GROUP_LIST, GROUPS_MAX } from '@twinbank/database';
import { markCreated } from '@twinbank/http';

import { AskedBy, By } from '../auth/by.js';
import { Needs } from '../auth/needs.js';
import { OnlyAt, type Revisions } from '../http/only-at.js';
import { ListAnswers } from '../lists/list-answers.js';
import { Listing } from '../lists/list-documentation.js';
import { ListQuery } from '../lists/list-query.js';
import {
  GroupAnswer,
  groupAnswer,
  GroupChangeRequest,
  GroupDevicesRequest,
  GroupPage,
  GroupRequest,
} from './group.dto.js';
import { GroupsService } from './groups.service.js';

const GROUPS = { list: GROUP_LIST, type: GroupAnswer };

@ApiTags('groups')
@Controller('groups')
export class GroupsController {
  constructor(
    private readonly groups: GroupsService,
    private readonly lists: ListAnswers,
  ) {}

  @Post()
  @Needs('group.manage')
  @ApiOperation({
    summary: 'Make a group of devices; faults: project_unknown, quota_exceeded, group_exists, selection_invalid.',
    description: `With a filter it is dynamic: those devices are in it that the filter selects at the moment. Without one it is static, and lists its devices. A project has at most ${GROUPS_MAX}.`,
  })
  @ApiCreatedResponse({ type: GroupAnswer })
  async create(
    @Body() order: GroupRequest,
    @AskedBy() { reach }: Asking,
    @By() by: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GroupAnswer> {
    const group = await this.groups.create({ ...order }, reach, { by });
    markCreated(reply, group.id);
    return groupAnswer(group);
  }

  @Get()
  @Needs('device.read')
  @ApiOperation({ summary: 'Groups, in the order in which they were made.' })
  @Listing(GROUPS)
  @ApiOkResponse({ type: GroupPage })
  async list(@Query() query: ListQuery): Promise<GroupPage> {
    return this.lists.page(GROUPS, query, { answers: (groups) => groups.map(groupAnswer) });
  }

  @Get(':id')
  @Needs('device.read')
  @ApiOperation({
    summary: 'One group; fault: group_unknown.',
    description: 'Its devices are `GET /devices?filter=group==NAME`.',
  })
  @ApiOkResponse({ type: GroupAnswer })
  async show(@Param('id') id: string): Promise<GroupAnswer> {
    return groupAnswer(await this.groups.get(id));
  }

  @Patch(':id')
  @Needs('group.manage')
  @ApiOperation({
    summary:
      'Describe a group, or change the filter of a dynamic one; faults: group_unknown, group_static, group_in_use, selection_invalid.',
    description: 'A filter stays as it is while a campaign is being planned that names the group.',
  })
  @ApiOkResponse({ type: GroupAnswer })
  async change(
    @Param('id') id: string,
    @Body() change: GroupChangeRequest,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<GroupAnswer> {
    return groupAnswer(await this.groups.change(id, { ...change }, { by, onlyAt }));
  }

  @Delete(':id')
  @Needs('group.manage')
  @ApiOperation({ summary: 'Delete a group that nothing names; faults: group_unknown, group_in_use.' })
  @ApiOkResponse({ type: GroupAnswer, description: 'The group as it was.' })
  async delete(@Param('id') id: string, @By() by: Actor, @OnlyAt() onlyAt: Revisions): Promise<GroupAnswer> {
    return groupAnswer(await this.groups.delete(id, { by, onlyAt }));
  }

  @Post(':id/add')
  @HttpCode(200)
  @Needs('group.manage')
  @ApiOperation({
    summary: 'Add devices to a static group; faults: group_unknown, group_dynamic, device_unknown, quota_exceeded.',
    description: `All of them or none; those that are in it already stay. A group lists at most ${GROUP_DEVICES_MAX}.`,
  })
  @ApiOkResponse({ type: GroupAnswer })
  async add(
    @Param('id') id: string,
    @Body() { devices }: GroupDevicesRequest,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<GroupAnswer> {
    return groupAnswer(await this.groups.list(id, { add: devices }, { by, onlyAt }));
  }

  @Post(':id/remove')
  @HttpCode(200)
  @Needs('group.manage')
  @ApiOperation({
    summary: 'Take devices out of a static group; faults: group_unknown, group_dynamic.',
    description: 'Those that are not in it are passed over.',
  })
  @ApiOkResponse({ type: GroupAnswer })
  async remove(
    @Param('id') id: string,
    @Body() { devices }: GroupDevicesRequest,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<GroupAnswer> {
    return groupAnswer(await this.groups.list(id, { remove: devices }, { by, onlyAt }));
  }
}
