/** "X attributed Y to Z on D", sentence by sentence: who speaks, about which theft, whom they name, and when. */
import type { Claim, Span } from './claim.ts';
import { sentencesOf } from './fold.ts';
import type { Knowledge } from './knowledge.ts';

/** Words by which somebody names a doer; a mere report of a theft, a sanction or a laundering is none. */
const NAMING =
  /attribut\w+|\blink(?:s|ed)\b|\bblam(?:es|ed)\b|\bt(?:ies|ied)\b|\bnamed\b|\baccus\w+|\bbehind\b|responsible for|(?:said|says|confirm\w*|conclud\w*)[^.]{0,160}\b(?:stole|took|carried out)\b|犯行|関与|仕業|によるものと|のものと|小行|소행|배후|지목|범인|것이라고|라고 확인/;
/** What takes it back. */
const DENIAL =
  /no group has|\bnot (?:been )?(?:attribut|link|blam|named)\w*|denie[sd]|関与を否定|関与は(?:ない|確認されていない)|소행이 아니|배후는 밝혀지지/;
/**
 * A day inside a noun phrase that dates the theft: the 21 February hack, stolen on 21 February, 2月21日の流出事件,
 * 21일 발생한 해킹. What stands before the day and what after it; either is enough, but for the pair of the first.
 */
const THEFT = '(?:hack|theft|heist|incident|breach|attack|exploit|robbery)';
const OWNED = /(?:\b(?:the|its|their|that)|'s) $/i;
const OWNED_THEFT = new RegExp(`^(?:,? [\\w'-]+){0,3},? ${THEFT}\\b`);
const THEFT_BEFORE = new RegExp(
  `(?:\\b${THEFT} of|\\b(?:stolen|hacked|drained|robbed|breached|occurred|happened|took place)(?: [\\w'-]+){0,4} on) $`,
);
const THEFT_AFTER =
  /^(?:の[^。、はがをでにも\n]{0,20}(?:流出|事件|盗難|窃取|ハッキング|攻撃|不正送金)|に(?:起きた|発生した|あった|流出した|盗まれた|奪われた|ハッキングされた)|(?:에|의)? ?(?:발생한|일어난|벌어진|있었던|유출된|탈취된|도난당한|해킹당한)|의 (?:(?![을를은는이가] )[^.\n]){0,15}(?:해킹|사건|유출|탈취|도난)| (?:해킹|유출|탈취|도난))/;
const STATE = /North Korea|DPRK|北朝鮮|북한|Pyongyang/;

export function findAttributions(
  text: string,
  folded: string,
  { victims, actors, speakers }: Knowledge,
  dates: readonly Claim[],
): Claim[] {
  const victimHits = victims.find(folded);
  const actorHits = actors.find(folded);
  const speakerHits = speakers.find(folded);
  return sentencesOf(folded).flatMap((sentence) => {
    const words = folded.slice(sentence.start, sentence.end);
    if (!NAMING.test(words) || DENIAL.test(words)) return [];
    const within = <T extends { readonly span: Span }>(hits: readonly T[]): T[] =>
      hits.filter(({ span }) => span.start >= sentence.start && span.end <= sentence.end);
    const by = new Map(within(speakerHits).map((hit) => [hit.means, hit.span] as const));
    const named = new Set(within(actorHits).map(({ means }) => means));
    const whom: (string | null)[] = named.size > 0 ? [...named] : STATE.test(words) ? [null] : [];
    const victim =
      within(victimHits)[0] ?? victimHits.findLast(({ span }) => span.end <= sentence.start) ?? null;
    const span = trimmed(folded, sentence);
    return [...by].flatMap(([who, place]) =>
      whom.map(
        (actor): Claim => ({
          span,
          quote: text.slice(span.start, span.end),
          says: {
            kind: 'attribution',
            by: who,
            victim: victim?.means.name ?? null,
            actor,
            date: nearestDay(
              within(dates).filter((date) => !isOfTheft(folded, date.span, sentence)),
              place,
            ),
          },
        }),
      ),
    );
  });
}

function isOfTheft(folded: string, { start, end }: Span, sentence: Span): boolean {
  const before = folded.slice(Math.max(sentence.start, start - 80), start);
  const after = folded.slice(end, Math.min(sentence.end, end + 80));
  return (
    THEFT_AFTER.test(after) || THEFT_BEFORE.test(before) || (OWNED.test(before) && OWNED_THEFT.test(after))
  );
}

/** The day in the sentence that stands nearest to the speaker: a month is that of the theft more often than not. */
function nearestDay(dates: readonly Claim[], { start, end }: Span): string | null {
  const days = dates.flatMap(({ span, says }) =>
    says.kind === 'date' && says.date.length === 10
      ? [{ date: says.date, gap: span.start >= end ? span.start - end : start - span.end }]
      : [],
  );
  return days.sort((a, b) => a.gap - b.gap)[0]?.date ?? null;
}

function trimmed(folded: string, { start, end }: Span): Span {
  const words = folded.slice(start, end);
  const lead = words.length - words.trimStart().length;
  return { start: start + lead, end: start + words.trimEnd().length };
}
