import { useQuery } from '@tanstack/react-query';

import { answerOf, type components } from '@twinbank/client';

import { LIVE } from '../../server/queries.js';
import { rest } from '../../server/rest.js';

/** Whether the server does its work, part by part. */
export type Readiness = components['schemas']['ReadinessAnswer'];
/** What a server has done since it started. */
export type Figures = components['schemas']['Figures'];

const isReadiness = (answer: unknown): answer is Readiness =>
  typeof answer === 'object' && answer !== null && 'database' in answer && 'broker' in answer;

/** Whether the server does its work. Where it does not, it answers 503 and says which part: that is an answer, too. */
export const useReadiness = () =>
  useQuery({
    queryKey: ['readiness'],
    queryFn: async () => {
      const call = await rest.GET('/api/v1/health/ready');
      const answer: unknown = call.error;
      return isReadiness(answer) ? answer : answerOf(Promise.resolve(call));
    },
    ...LIVE,
  });
