/** Skill in the backtest, good or bad: to the right of nothing the model was better, to the left the reference was. */
import { useState } from 'react';
import type { BacktestJson } from '../../../src/contract/outlook.ts';
import { Legend, planeOf } from '../charts/plot.tsx';
import { shortUsd } from '../format/amount.ts';
import { formatDays, formatSigned } from '../format/chance.ts';
import type { Language } from '../format/locale.ts';
import { useLanguage } from '../i18n/index.ts';
import type { Translate } from '../i18n/keys.ts';
import { type Cell, plain } from '../ui/dense-table.tsx';
import { Figure } from '../ui/figure.tsx';

type Skill = BacktestJson['skills'][number];

/** Beyond it a bar is cut, and its figure says how far it goes. */
const REACH = 0.75;
const ROW = 22;
const SIZE = { width: 1100, left: 330 };

export function claimWord(claim: Skill['claim'], t: Translate): string {
  switch (claim) {
    case 'better':
      return t('outlook.claim.better');
    case 'worse':
      return t('outlook.claim.worse');
    case 'not told apart':
      return t('outlook.claim.same');
    case 'too few cases':
      return t('outlook.claim.few');
  }
}

/** `CRPS, log` and the others as the backtest names them. */
function scoreWord(score: string, t: Translate, lang: Language): string {
  const above = /> \$(\d+) m/.exec(score)?.[1];
  if (above !== undefined) return t('outlook.score.brier', { usd: shortUsd(Number(above) * 1e6, lang) });
  if (score.startsWith('interval')) return t('outlook.score.interval');
  return score.includes('log') ? t('outlook.score.crpslog') : t('outlook.score.crpsusd');
}

export function Skills({ backtest }: { readonly backtest: BacktestJson }) {
  const { t, lang } = useLanguage();
  const sets = [
    {
      name: t('outlook.against.climatology'),
      skills: backtest.skills.filter(({ against }) => against === 'climatology'),
    },
    {
      name: t('outlook.against.trailing'),
      skills: backtest.skills.filter(({ against }) => against === 'trailing mean'),
    },
    { name: t('outlook.against.choice'), skills: backtest.skillsOfChoice },
    ...(backtest.market === null
      ? []
      : [{ name: t('outlook.against.market'), skills: backtest.market.skills }]),
  ];
  const [chosen, choose] = useState(0);
  const skills = sets[chosen]?.skills ?? [];
  const told = skills.filter(({ claim }) => claim !== 'too few cases');
  const count = (claim: Skill['claim']): number => told.filter((each) => each.claim === claim).length;
  return (
    <Figure
      id="outlook-skill"
      title={t('outlook.skill.title')}
      says={t('outlook.skill.says', {
        better: count('better'),
        worse: count('worse'),
        told: told.length,
        few: skills.length - told.length,
      })}
      columns={[
        { name: t('outlook.col.days'), number: true },
        { name: t('outlook.col.score') },
        { name: t('outlook.col.origins'), number: true },
        { name: t('outlook.col.windows'), number: true },
        { name: t('outlook.col.own'), number: true },
        { name: t('outlook.col.reference'), number: true },
        { name: t('outlook.col.skill'), number: true },
        { name: t('outlook.col.low'), number: true },
        { name: t('outlook.col.high'), number: true },
        { name: t('outlook.col.claim') },
      ]}
      rows={skills.map((each): Cell[] => [
        plain(each.horizon),
        { shown: scoreWord(each.score, t, lang), value: each.score },
        plain(each.origins),
        plain(each.windows),
        { shown: each.mean.toFixed(3), value: each.mean },
        { shown: each.reference.toFixed(3), value: each.reference },
        each.skill === null ? plain(null) : { shown: formatSigned(each.skill, 2), value: each.skill },
        ...[each.interval?.low, each.interval?.high].map((edge) =>
          edge === undefined ? plain(null) : { shown: formatSigned(edge, 2), value: edge },
        ),
        { shown: claimWord(each.claim, t), value: each.claim },
      ])}
      note={t('outlook.skill.note')}
    >
      <fieldset className="switch plot-choice" aria-label={t('outlook.skill.against')}>
        {sets.map(({ name }, i) => (
          <button key={name} type="button" aria-pressed={i === chosen} onClick={() => choose(i)}>
            {name}
          </button>
        ))}
      </fieldset>
      <Legend
        marks={[
          { name: t('outlook.skill.claimed'), shape: <circle className="plot-dot" cx="12" cy="6" r="4" /> },
          {
            name: t('outlook.claim.same'),
            shape: <circle className="plot-dot hollow" cx="12" cy="6" r="4" />,
          },
          { name: t('outlook.claim.few'), shape: <circle className="plot-dot weak" cx="12" cy="6" r="3" /> },
        ]}
      />
      <Bars skills={skills} />
    </Figure>
  );
}

function Bars({ skills }: { readonly skills: readonly Skill[] }) {
  const { t, lang } = useLanguage();
  const height = skills.length * ROW + 48;
  const { x, box } = planeOf({ ...SIZE, height, bottom: 28 }, [-REACH, REACH], [0, 1]);
  const within = (value: number): number => Math.max(-REACH, Math.min(REACH, value));
  return (
    <svg
      className="plot"
      viewBox={`0 0 ${SIZE.width} ${height}`}
      width={SIZE.width}
      height={height}
      role="img"
      aria-label={t('outlook.skill.title')}
    >
      {[-0.5, -0.25, 0.25, 0.5].map((value) => (
        <g key={value}>
          <line className="plot-grid" x1={x(value)} x2={x(value)} y1={box.top} y2={box.bottom} />
          <text className="plot-tick" x={x(value)} y={box.bottom + 16} textAnchor="middle">
            {formatSigned(value, 2)}
          </text>
        </g>
      ))}
      <line className="plot-zero" x1={x(0)} x2={x(0)} y1={box.top} y2={box.bottom} />
      <text className="plot-tick" x={x(0)} y={box.bottom + 16} textAnchor="middle">
        0
      </text>
      {skills.map(({ horizon, score, skill, interval, claim }, i) => {
        const y = box.top + i * ROW + ROW / 2;
        const weak = claim === 'too few cases';
        return (
          <g key={`${horizon}|${score}`}>
            <text className="plot-note" x="0" y={y} dy="0.35em">
              {formatDays(horizon, lang)}
            </text>
            <text className="plot-tick" x="80" y={y} dy="0.35em">
              {scoreWord(score, t, lang)}
            </text>
            {interval !== null && (
              <line
                className={weak ? 'plot-interval weak' : 'plot-interval'}
                x1={x(within(interval.low))}
                x2={x(within(interval.high))}
                y1={y}
                y2={y}
              />
            )}
            {skill === null ? (
              <text className="plot-tick" x={x(0) + 6} y={y} dy="0.35em">
                {t('outlook.skill.none')}
              </text>
            ) : (
              <circle
                className={
                  weak ? 'plot-dot weak' : claim === 'not told apart' ? 'plot-dot hollow' : 'plot-dot'
                }
                cx={x(within(skill))}
                cy={y}
                r={weak ? 3 : 4}
              />
            )}
          </g>
        );
      })}
    </svg>
  );
}
