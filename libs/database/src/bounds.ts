import type { Reach } from '@twinbank/access';
import type { Parameters } from '@twinbank/selection';

import type { Session } from './connection/session.js';
import type { Prisma, PrismaClient } from './generated/client.js';

const OF_PRODUCT = 't.product IN (SELECT b.name FROM products b WHERE b.project = ANY ($))';

type Where = Readonly<Record<string, unknown>>;

/**
 * For each model, the condition under which a row belongs to one of the projects. This is the only place that says so.
 * Models that are missing here cannot be read through a bounded session at all.
 */
const BELONGS: Readonly<Partial<Record<Prisma.ModelName, (projects: string[]) => Where>>> = {
  Project: (projects) => ({ name: { in: projects } }),
  Product: (projects) => ({ projectName: { in: projects } }),
  Release: (projects) => ({ product: { projectName: { in: projects } } }),
  Upload: (projects) => ({ product: { projectName: { in: projects } } }),
  KeySet: (projects) => ({ product: { projectName: { in: projects } } }),
  Device: (projects) => ({ product: { projectName: { in: projects } } }),
  DeviceHealth: (projects) => ({ device: { product: { projectName: { in: projects } } } }),
  DeviceDisposal: (projects) => ({ device: { product: { projectName: { in: projects } } } }),
  Campaign: (projects) => ({ product: { projectName: { in: projects } } }),
  Job: (projects) => ({ campaign: { product: { projectName: { in: projects } } } }),
  Attempt: (projects) => ({ job: { campaign: { product: { projectName: { in: projects } } } } }),
  Receipt: (projects) => ({ attempt: { job: { campaign: { product: { projectName: { in: projects } } } } } }),
  Event: (projects) => ({ project: { in: projects } }),
  AuditEntry: (projects) => ({ project: { in: projects } }),
  VersionCount: (projects) => ({ project: { in: projects } }),
  DeviceGroup: (projects) => ({ project: { in: projects } }),
  DeviceGroupMember: (projects) => ({ group: { project: { in: projects } } }),
  OperatorToken: (projects) => ({ project: { in: projects } }),
  Webhook: (projects) => ({ project: { in: projects } }),
  WebhookDelivery: (projects) => ({ project: { in: projects } }),
};

/** The same as SQL over a row `t`, for lists; `$` stands for the names of the projects. */
const BELONGS_SQL: Readonly<Partial<Record<Prisma.ModelName, string>>> = {
  Project: 't.name = ANY ($)',
  Product: 't.project = ANY ($)',
  ...{ Release: OF_PRODUCT, KeySet: OF_PRODUCT, Device: OF_PRODUCT, Campaign: OF_PRODUCT },
  Job: `t.campaign_id IN (SELECT c.id FROM campaigns c JOIN products b ON b.name = c.product WHERE b.project = ANY ($))`,
  Event: 't.project = ANY ($)',
  AuditEntry: 't.project = ANY ($)',
  VersionCount: 't.project = ANY ($)',
  DeviceGroup: 't.project = ANY ($)',
  OperatorToken: 't.project = ANY ($)',
  Webhook: 't.project = ANY ($)',
  WebhookDelivery: 't.project = ANY ($)',
};

/** The condition under which a row `t` is within a reach. @throws Error if the model cannot be bounded: that is a bug */
export function belongsSql(model: Prisma.ModelName, reach: Reach, parameters: Parameters): string {
  if (reach === 'everywhere') return 'true';
  const condition = BELONGS_SQL[model];
  if (condition === undefined) throw new Error(`a list of ${model} cannot be bounded by projects`);
  return condition.replace('$', () => parameters.add([...reach], 'text[]'));
}

/** Operations that take a condition. Rows are created by SQL, after a bounded read of what they belong to. */
const CONDITIONAL = ['findUnique', 'findUniqueOrThrow', 'findFirst', 'findFirstOrThrow', 'findMany', 'count'];

/**
 * A session limited to a reach: every row that it reads through Prisma belongs to one of the projects, whatever the
 * query asks for. SQL is not limited: a repository that writes by SQL must first read, through Prisma, the row that it
 * writes to.
 */
export function boundSession(session: Session, reach: Reach): Session {
  if (reach === 'everywhere') return session;
  const projects = [...reach];
  const prisma = session.prisma.$extends({
    query: {
      $allModels: {
        $allOperations: ({ model, operation, args, query }) =>
          query({
            ...args,
            where: boundedWhere({ model, operation, where: (args as { where?: Where }).where }, projects),
          }),
      },
    },
  }) as unknown as PrismaClient;
  return { ...session, prisma, reach };
}

/** @throws Error if the operation cannot be bounded: that is a bug, and it must not read rows of other projects */
export function boundedWhere(
  { model, operation, where }: { model: string; operation: string; where: Where | undefined },
  projects: string[],
): Where {
  const belongs = BELONGS[model as Prisma.ModelName];
  if (belongs === undefined || !CONDITIONAL.includes(operation))
    throw new Error(`${operation} of ${model} cannot be bounded by projects`);
  const given = where?.['AND'];
  const also = given === undefined ? [] : Array.isArray(given) ? (given as Where[]) : [given as Where];
  return { ...where, AND: [...also, belongs(projects)] };
}
