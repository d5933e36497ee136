import { Button, Grid, Loader, Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo, useState, type ReactNode } from 'react';

import { RestError, type components } from '@twinbank/client';

import type { Giving } from '../asking/giving.js';
import { DraftNote } from '../drafts/draft-note.js';
import { changesOfCampaign } from '../conflicts/changes.js';
import { conflictOf } from '../conflicts/conflict.js';
import { overTheirs } from '../conflicts/keeping-mine.js';
import { useDraft, useDraftGiving, useKept, useSeen, type Draft } from '../drafts/use-draft.js';
import { later } from '../parts/later.js';
import { LinkButton } from '../parts/link-button.js';
import { PageHead } from '../parts/page-head.js';
import { useMissingRight } from '../products/may-about.js';
import { useCampaign } from '../campaigns/campaigns.js';
import { Freshness } from '../shell/freshness.js';
import { ProblemBox } from '../shell/problem-box.js';
import { faultPosition } from '../shell/ways-out/way-out.js';
import { beginning, sourceOf, type Wanted } from './begin.js';
import { changeCampaign, createCampaign, usePreview } from './composer.js';
import { FormContext, type FormState } from './form/form-context.js';
import { bodyOf, formOf, problemsByField, valueAt, withoutItem, withValue, type Form } from './form/form.js';
import { Aim } from './steps/aim.js';
import { What } from './steps/what.js';
import { isolated } from '../parts/texts/foreign-text.js';

type Detail = components['schemas']['CampaignDetail'];
/** What comes after the release and the selection is loaded while these are looked at. */
const Waves = later(async () => (await import('./steps/waves.js')).Waves);
const Everyday = later(async () => (await import('./steps/everyday.js')).Everyday);
const PreviewPanel = later(async () => (await import('./preview/preview-panel.js')).PreviewPanel);
const ConflictBox = later(async () => (await import('../conflicts/conflict-box.js')).ConflictBox);
const Curl = later(async () => (await import('../parts/curl.js')).Curl);
const RightMissing = later(async () => (await import('../session/right-missing.js')).RightMissing);
const More = later(async () => (await import('./steps/blocks.js')).More);
/** How long nothing is typed before the server is asked, in milliseconds. */
const PAUSE_MS = 350;

/** A new campaign; what it begins with stands in the address. */
export function ComposerPage(): ReactNode {
  const wanted = useSearch({ strict: false }) as Wanted;
  const id = sourceOf(wanted);
  return id === undefined ? (
    <Composer about={aboutOf(wanted)} begin={beginning(wanted)} />
  ) : (
    <FromCampaign id={id} wanted={wanted} />
  );
}

function FromCampaign({ id, wanted }: { readonly id: number; readonly wanted: Wanted }): ReactNode {
  const source = useCampaign(id);
  if (source.data) return <Composer about={aboutOf(wanted)} begin={beginning(wanted, source.data)} />;
  return source.isPending ? <Loader /> : <Freshness query={source} />;
}

/** Names what is written, so that what was typed by one address does not come back at another. */
const aboutOf = ({ product, version, filter, again, retry, states }: Wanted): string =>
  `campaign/new/${JSON.stringify([product, version, filter, again, retry, states].map((part) => part ?? ''))}`;

/** A draft, to be written anew. */
export function DraftEditPage(): ReactNode {
  const { campaign: text = '' } = useParams({ strict: false }) as { campaign?: string };
  const draft = useCampaign(Number(text));
  const missing = useMissingRight('campaign.draft', draft.data?.product);
  if (draft.data && missing) return <RightMissing action="campaign.draft" project={missing.project} />;
  if (draft.data && draft.data.state !== 'draft') return <NoDraft campaign={draft.data} />;
  if (draft.data)
    return <Composer key={text} about={`campaign/${text}`} begin={formOf(draft.data)} draft={draft.data} />;
  return draft.isPending ? <Loader /> : <Freshness query={draft} />;
}

/** What was begun is not written anew: the server would refuse it. */
const NoDraft = ({ campaign: { id, name, state } }: { readonly campaign: Detail }): ReactNode => (
  <Stack align="start">
    <PageHead
      title={name}
      up={{ to: '/campaigns', label: 'Campaigns' }}
      about={`It is ${state}, and no draft any more.`}
    />
    <LinkButton to="/campaigns/$campaign" params={{ campaign: String(id) }}>
      To the campaign
    </LinkButton>
  </Stack>
);

interface ComposerProps {
  /** Under which name what is typed is kept until it is written down. */
  readonly about: string;
  readonly begin: Form;
  /** The draft that is changed, as it is now. */
  readonly draft?: Detail;
}

function Composer({ about, begin, draft }: ComposerProps): ReactNode {
  const kept = useDraft(about);
  const [form, setForm] = useKept(kept, 'form', begin);
  const [{ draft: seen }, see] = useSeen(kept, { draft });
  // Texts of fields, such as durations, are made anew where the form becomes another one.
  const [taken, setTaken] = useState(0);
  const body = useMemo(() => bodyOf(form), [form]);
  const [asked] = useDebouncedValue(body, PAUSE_MS);
  const preview = usePreview(asked);
  const giving = useDraftGiving(kept, ['campaigns'], ['campaign', draft?.id]);
  const navigate = useNavigate();
  const error = preview.query.error;
  const problems = useMemo(() => problemsOf(giving.error ?? error), [giving.error, error]);
  const missing = useMissingRight('campaign.draft', form['product'] as string | undefined);
  const state: FormState = {
    form,
    set: (path, value) => setForm((before) => withValue(before, path, value)),
    remove: (path, index) => setForm((before) => withoutItem(before, path, index)),
    problems,
  };
  const write = (): void =>
    giving.give(async () => {
      const { id } = await (seen ? changeCampaign(seen.id, seen.revision, body) : createCampaign(body));
      await navigate({ to: '/campaigns/$campaign', params: { campaign: String(id) } });
    });
  const goOn = (next: Form): void => {
    setForm(next);
    see({ draft });
    setTaken((count) => count + 1);
    giving.clear();
  };
  const isReady = !isEmpty(body) && missing === undefined;
  return (
    <FormContext value={state}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) write();
        }}
      >
        <Head kept={kept} draft={draft} giving={giving} />
        <Grid gap="md" mt="md">
          <Grid.Col span={{ base: 12, lg: 7 }}>
            <Steps key={`${kept.generation}/${taken}`} isNew={draft === undefined} error={error} asked={asked} />
          </Grid.Col>
          <Grid.Col span={{ base: 12, lg: 5 }}>
            <Stack className="composer-side">
              <PreviewPanel
                preview={preview}
                isShownElsewhere={problems.size > 0 || faultPosition(error) !== undefined}
              />
              <Refusal error={giving.error} seen={seen} draft={draft} yours={body} onGoOn={goOn} />
              {missing && <RightMissing action="campaign.draft" project={missing.project} />}
              <Button type="submit" loading={giving.isUnderWay} disabled={!isReady} style={{ alignSelf: 'end' }}>
                {draft ? 'Change the draft' : 'Write it down'}
              </Button>
              <Curl look={() => (isReady ? giving.lookAt(write) : Promise.resolve(undefined))} />
            </Stack>
          </Grid.Col>
        </Grid>
      </form>
    </FormContext>
  );
}

interface HeadProps {
  readonly kept: Draft;
  readonly draft: Detail | undefined;
  readonly giving: Giving;
}

const Head = ({ kept, draft, giving }: HeadProps): ReactNode => (
  <>
    <PageHead
      title={draft ? `Change “${isolated(draft.name)}”` : 'New campaign'}
      about="It is written down as a draft. Nothing happens before somebody starts it."
      up={{ to: '/campaigns', label: 'Campaigns' }}
    />
    <DraftNote draft={kept} order={giving} />
  </>
);

interface StepsProps {
  readonly isNew: boolean;
  readonly error: Error | null;
  /** The form that was asked about last. */
  readonly asked: Form;
}

const Steps = ({ isNew, error, asked }: StepsProps): ReactNode => (
  <Stack>
    <What isNew={isNew} />
    <Aim error={error} asked={String(valueAt(asked, ['selection', 'filter']) ?? '')} />
    <Waves />
    <Everyday />
    <More />
  </Stack>
);

interface RefusalProps {
  readonly error: Error | undefined;
  readonly seen: Detail | undefined;
  readonly draft: Detail | undefined;
  readonly yours: Form;
  /** Goes on at the revision that the draft has now. */
  readonly onGoOn: (form: Form) => void;
}

/** Why it was not written down; where somebody changed the draft meanwhile, what they changed. */
function Refusal({ error, seen, draft, yours, onGoOn }: RefusalProps): ReactNode {
  if (error === undefined) return null;
  const isConflict = error instanceof RestError && error.code === 'precondition_failed';
  if (!isConflict || !seen || !draft) return <ProblemBox error={error} />;
  const shown = (detail: Detail): Form => bodyOf(formOf(detail));
  const conflict = conflictOf({
    ...{ seen, now: draft, shown, changes: changesOfCampaign(seen.id) },
    see: () => onGoOn(overTheirs(yours, { seen: shown(seen), now: shown(draft) })),
  });
  return <ConflictBox conflict={{ ...conflict, yours }} onTheirs={() => onGoOn(formOf(draft))} />;
}

const isEmpty = ({ name, product, release }: Form): boolean =>
  name === undefined || product === undefined || release === undefined;

const problemsOf = (error: Error | null | undefined): ReadonlyMap<string, string> =>
  error instanceof RestError && error.code === 'request_invalid'
    ? problemsByField(error.problem?.detail ?? '')
    : new Map();
