import type { ReactNode } from 'react';

import type { CampaignDetail } from '../campaigns.js';
import { BudgetsPanel } from './budgets-panel.js';
import { PacePanel } from './pace-panel.js';

/**
 * How fast a campaign goes, and which budgets hold it back while it is under way. Nothing is known of either once its jobs were removed: the
 * counts of its waves are all that is kept.
 */
export function WatchedPanels({ campaign }: { readonly campaign: CampaignDetail }): ReactNode {
  const { id, ended, config, jobsRemoved } = campaign;
  if (jobsRemoved !== undefined) return null;
  return (
    <>
      <PacePanel campaign={campaign} />
      {config.budgets !== undefined && ended === undefined && <BudgetsPanel id={id} />}
    </>
  );
}
