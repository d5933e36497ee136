import type { Reach } from '@twinbank/access';

import type { Session } from './connection/session.js';
import type { Prisma, PrismaClient } from './generated/client.js';

type Where = Readonly<Record<string, unknown>>;

/**
 * What makes a row belong to one of these projects: the one place where it is said. What is not in this table cannot be read within bounds at all.
 */
const BELONGS: Readonly<Partial<Record<Prisma.ModelName, (projects: string[]) => Where>>> = {
  Project: (projects) => ({ name: { in: projects } }),
  Product: (projects) => ({ projectName: { in: projects } }),
  Release: (projects) => ({ product: { projectName: { in: projects } } }),
  Device: (projects) => ({ product: { projectName: { in: projects } } }),
  Campaign: (projects) => ({ product: { projectName: { in: projects } } }),
  Job: (projects) => ({ campaign: { product: { projectName: { in: projects } } } }),
  Attempt: (projects) => ({ job: { campaign: { product: { projectName: { in: projects } } } } }),
  Event: (projects) => ({ project: { in: projects } }),
};

/** Operations that take a condition. Rows are made by SQL, after a look at what they belong to. */
const CONDITIONAL = ['findUnique', 'findUniqueOrThrow', 'findFirst', 'findFirstOrThrow', 'findMany', 'count'];

/**
 * The session as whoever reaches so far may use it: every row that it reads by Prisma belongs to one of the projects, whatever is asked for. SQL is not
 * bounded by it: a repository that writes by SQL first reads what it writes to.
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
  return { ...session, prisma };
}

/** @throws Error where the operation has no bounds: that is a bug, and must not read what it likes */
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
