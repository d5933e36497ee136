import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import type { Actor } from '@twinbank/access';
import { PROJECT_LIST } from '@twinbank/database';
import { markCreated } from '@twinbank/http';
import { CLOCK, EventBus } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';

import { By } from '../auth/by.js';
import { Needs } from '../auth/needs.js';
import { OperatorData } from '../auth/operator-data.js';
import { OnlyAt, type Revisions } from '../http/only-at.js';
import { ListAnswers } from '../lists/list-answers.js';
import { Listing } from '../lists/list-documentation.js';
import { CatalogueQuery } from '../lists/list-query.js';
import {
  projectAnswer,
  ProjectAnswer,
  ProjectChangeRequest,
  projectDetail,
  ProjectDetail,
  ProjectList,
  ProjectRequest,
} from './project.dto.js';
import { RequestRates } from './request-rates.js';

const PROJECTS = { list: PROJECT_LIST, type: ProjectAnswer };

@ApiTags('projects')
@Controller('projects')
export class ProjectsController {
  constructor(
    private readonly data: OperatorData,
    private readonly lists: ListAnswers,
    private readonly rates: RequestRates,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  @Needs('project.manage')
  @ApiOperation({ summary: 'Create a project. The same order once more changes nothing; fault: project_exists.' })
  @ApiCreatedResponse({ type: ProjectAnswer, description: 'The project was made.' })
  @ApiOkResponse({ type: ProjectAnswer, description: 'It was there already.' })
  async create(
    @Body() { name, title }: ProjectRequest,
    @By() by: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProjectAnswer> {
    const { project, created } = await this.data.projects.create({ name, title }, { by, nowMs: this.clock.nowMs() });
    if (created) markCreated(reply, project.name);
    this.bus.recorded();
    return projectAnswer(project);
  }

  @Get()
  @Needs('project.read')
  @ApiOperation({ summary: 'The projects that the sender works in, by name.' })
  @Listing(PROJECTS)
  @ApiOkResponse({ type: ProjectList })
  list(@Query() query: CatalogueQuery): Promise<ProjectList> {
    return this.lists.page(PROJECTS, query, { answers: (projects) => projects.map(projectAnswer) });
  }

  @Get(':project')
  @Needs('project.read')
  @ApiOperation({ summary: 'One project with its quotas and what it uses of them; fault: project_unknown.' })
  @ApiOkResponse({ type: ProjectDetail })
  async show(@Param('project') name: string): Promise<ProjectDetail> {
    const { projects } = this.data;
    const project = await projects.get(name);
    return projectDetail(project, await projects.usage(name), this.rates.usedBy(name));
  }

  @Patch(':project')
  @Needs('project.manage')
  @ApiOperation({
    summary:
      'Change the title or the quotas of a project, how long it keeps its records, or whether its campaigns need an approval; fault: project_unknown.',
    description:
      'What is missing stays as it is; `quotas` takes the place of all quotas, `keep` of all that it says. A quota may be below what is used: nothing is taken away, and nothing more can be added. What is kept shorter is removed within the hour; nothing is kept longer than the installation says, and the audit log as long as it says.',
  })
  @ApiOkResponse({ type: ProjectAnswer })
  async change(
    @Param('project') name: string,
    @Body() { title, quotas, keep, campaignsNeedApproval }: ProjectChangeRequest,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<ProjectAnswer> {
    const change = { title, limits: quotas && { ...quotas }, keep: keep && { ...keep }, campaignsNeedApproval };
    const project = await this.data.projects.change(name, change, { by, nowMs: this.clock.nowMs(), onlyAt });
    this.rates.forget();
    this.bus.recorded();
    return projectAnswer(project);
  }

  @Delete(':project')
  @Needs('project.manage')
  @ApiOperation({
    summary: 'Delete a project to which nothing belongs; faults: project_unknown, project_not_empty.',
    description: 'Its name is not used again, because events and the audit log carry it.',
  })
  @ApiOkResponse({ type: ProjectAnswer, description: 'The project as it was.' })
  async delete(@Param('project') name: string, @By() by: Actor, @OnlyAt() onlyAt: Revisions): Promise<ProjectAnswer> {
    const project = await this.data.projects.delete(name, { by, nowMs: this.clock.nowMs(), onlyAt });
    this.bus.recorded();
    return projectAnswer(project);
  }
}
