/** The article's own words, with every claim marked where it stands. */
import { useEffect, useRef } from 'react';
import type { ArticleTextJson } from '../../../src/contract/intel.ts';
import { useLanguage } from '../i18n/index.ts';
import { kindWord } from './words.ts';

type Claim = ArticleTextJson['claims'][number];
type Props = {
  readonly article: ArticleTextJson;
  readonly chosen: string | null;
  readonly choose: (claim: string) => void;
};

type Piece = { readonly start: number; readonly text: string; readonly claim: Claim | null };

/** Claims may lie within claims; a piece belongs to the shortest that covers it. */
export function piecesOf(text: string, claims: readonly Claim[]): Piece[] {
  const cuts = [...new Set([0, text.length, ...claims.flatMap(({ span }) => [span.start, span.end])])].sort(
    (a, b) => a - b,
  );
  const byLength = claims.toSorted((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start));
  return cuts.slice(0, -1).map((start, i) => {
    const end = cuts[i + 1] ?? text.length;
    const claim = byLength.find(({ span }) => span.start <= start && end <= span.end) ?? null;
    return { start, text: text.slice(start, end), claim };
  });
}

export function MarkedText({ article, chosen, choose }: Props) {
  const { t } = useLanguage();
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen === null) return;
    frame.current?.querySelector('mark[data-chosen]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <section className="article-text" ref={frame} lang={article.language} aria-label={t('intel.text')}>
      {piecesOf(article.text, article.claims).map(({ start, text, claim }) =>
        claim === null ? (
          text
        ) : (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the same claims are buttons in the table beside
          <mark
            key={start}
            title={kindWord(claim.says, t)}
            data-kind={claim.says.kind}
            data-state={claim.state}
            data-chosen={claim.id === chosen || undefined}
            onClick={() => choose(claim.id)}
          >
            {text}
          </mark>
        ),
      )}
    </section>
  );
}
