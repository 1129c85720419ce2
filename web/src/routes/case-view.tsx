/** A followed case, top to bottom: the answer, the drawing, the ends, the evidence, how sure, what is missing. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { CaseJson, TraceViewJson } from '../../../src/contract/trace.ts';
import { caseQuery, envelopeQuery, traceQuery } from '../api/cases.ts';
import { FlowChart } from '../flow/flow-chart.tsx';
import { buildGraph } from '../flow/graph.ts';
import { headlineOf, spreadOf } from '../flow/headline.ts';
import { byKind, rangesOf } from '../flow/range.ts';
import { spokenAmount } from '../format/amount.ts';
import { useLanguage } from '../i18n/index.ts';
import { Time } from '../ui/bits.tsx';
import { AsOf, AssetTabs, PolicySwitch } from '../ui/case-controls.tsx';
import { Conservation } from '../ui/conservation.tsx';
import { Ends } from '../ui/ends-table.tsx';
import { Envelope } from '../ui/envelope.tsx';
import { Evidence } from '../ui/evidence.tsx';
import { Gaps, Provenance, Seeds } from '../ui/provenance.tsx';
import { Failure, Loading, Stale } from '../ui/states.tsx';
import type { TraceSearch } from './trace-search.ts';

type Props = { id: string; search: TraceSearch; set: (patch: TraceSearch) => void };

export function CaseView({ id, search, set }: Props) {
  const { t } = useLanguage();
  const policy = search.policy ?? 'fifo';
  const recorded = useQuery(caseQuery(id));
  const trace = useQuery({ ...traceQuery(id, policy, search.asOf), placeholderData: keepPreviousData });
  if (recorded.data === undefined || trace.data === undefined) {
    const error = recorded.error ?? trace.error;
    if (error === null) return <Loading text={t('state.loading.trace')} />;
    return (
      <Failure
        error={error}
        retry={() => {
          void recorded.refetch();
          void trace.refetch();
        }}
      />
    );
  }
  return (
    <>
      {trace.isError && <Stale at={trace.dataUpdatedAt} retry={() => void trace.refetch()} />}
      <Followed
        recorded={recorded.data}
        view={trace.data}
        search={search}
        set={set}
        busy={trace.isPlaceholderData}
      />
    </>
  );
}

type FollowedProps = {
  recorded: CaseJson;
  view: TraceViewJson;
  search: TraceSearch;
  set: Props['set'];
  busy: boolean;
};

function Followed({ recorded, view, search, set, busy }: FollowedProps) {
  const { t, lang } = useLanguage();
  const [hovered, setHovered] = useState<string | null>(null);
  const [selected, setSelected] = useState<string | null>(null);
  const { trace } = view;
  const asset = trace.assets.find((one) => one.asset === search.asset) ?? trace.assets[0];
  const graph = useMemo(
    () =>
      asset === undefined ? null : buildGraph(view.movements, asset.ends, asset.asset, BigInt(asset.stolen)),
    [view, asset],
  );
  const envelope = useQuery({
    ...envelopeQuery(recorded.id, search.asOf),
    placeholderData: keepPreviousData,
  });
  if (asset === undefined || graph === null) return <p className="state">{t('flow.none')}</p>;

  const total = spokenAmount(graph.stolen, asset.decimals, asset.symbol, lang);
  const tip = trace.inputs.tips
    .map(({ time }) => time)
    .sort()
    .at(-1);
  const pointing = { hovered, selected, hover: setHovered, select: setSelected };
  const range = envelope.data?.assets.find((one) => one.asset === asset.asset);
  return (
    <div className={busy ? 'busy' : ''} aria-busy={busy}>
      {(trace.laboratory || recorded.laboratory) && (
        <p className="lab-band" role="note">
          {t('lab.band')}
        </p>
      )}
      <h1 className="lead" data-testid="headline">
        {headlineOf(graph.ends, graph.stolen, { total, ceiling: asset.conserved === null, t, lang })}
      </h1>
      {range !== undefined && (
        <p className="spread">
          <a href="#range">{spreadOf(rangesOf(range, byKind), BigInt(range.stolen), t, lang)}</a>
        </p>
      )}
      <p className="footing">
        {recorded.title[lang]}
        {tip !== undefined && (
          <>
            {' · '}
            <span className="asof">{t('headline.asof', { time: '\u0000' }).split('\u0000')[0]}</span>
            <Time at={tip} />
            {t('headline.asof', { time: '\u0000' }).split('\u0000')[1]}
          </>
        )}
        {trace.gaps.length > 0 && (
          <>
            {' '}
            <a href="#gaps">{t('headline.partial', { count: trace.gaps.length })}</a>
          </>
        )}
      </p>
      <div className="controls">
        <AssetTabs assets={trace.assets} chosen={asset.asset} choose={(id) => set({ asset: id })} />
        <AsOf recorded={recorded} chosen={search.asOf} choose={(asOf) => set({ asOf })} />
        <PolicySwitch chosen={search.policy ?? 'fifo'} choose={(name) => set({ policy: name })} />
      </div>
      <section aria-labelledby="flow">
        <h2 id="flow">{t('flow.title')}</h2>
        <FlowChart key={asset.asset} graph={graph} view={view} unit={asset} pointing={pointing} />
      </section>
      <div className="pair">
        <section aria-labelledby="ends">
          <h2 id="ends">{t('ends.title')}</h2>
          <Ends ends={graph.ends} asset={asset} view={view} pointing={pointing} />
          <h2 id="conserve">{t('conserve.title')}</h2>
          {trace.assets.map((one) => (
            <Conservation key={one.asset} asset={one} pointing={pointing} />
          ))}
        </section>
        <section aria-labelledby="range">
          <h2 id="range">{t('envelope.title')}</h2>
          {envelope.error !== null && envelope.data === undefined && (
            <Failure error={envelope.error} retry={() => void envelope.refetch()} />
          )}
          {envelope.isPending && <Loading />}
          {range !== undefined && <Envelope asset={range} policy={trace.policy} pointing={pointing} />}
        </section>
      </div>
      <section aria-labelledby="evidence">
        <h2 id="evidence">{t('evidence.title')}</h2>
        <Evidence
          graph={graph}
          view={view}
          asset={asset}
          selected={selected}
          clear={() => setSelected(null)}
        />
      </section>
      <Gaps gaps={trace.gaps} view={view} />
      <Seeds recorded={recorded} view={view} />
      <Provenance recorded={recorded} trace={trace} />
    </div>
  );
}
