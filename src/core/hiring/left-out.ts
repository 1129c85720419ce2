/**
 * What this screen will not look at. Advisories name faces, voices, birthplaces, nationalities, languages and places
 * of login among their signs; such a sign is true of whole peoples, and of the people it was meant to find as well as
 * of their neighbours. They are left out of every answer, by name and with the reason, and a field that brings one
 * in is refused, so that nobody can say that it was only not used.
 */
import { AshiatoError } from '../model/errors.ts';
import { FACE, ORIGIN } from './indicators.ts';

/** Words of a field's name, in the three languages of the pages; Latin ones as whole words. */
const REFUSED: readonly { readonly name: RegExp; readonly what: string; readonly why: string }[] = [
  {
    name: /\b(photos?|faces?|facial|images?|pictures?|avatars?|selfies?|portraits?|videos?|liveness|appearance|voices?|accents?|skin)\b|写真|顔|画像|容姿|音声|訛|사진|얼굴|외모|음성|억양/u,
    what: 'faces, photos and voices are not looked at',
    why: `${FACE} (IT05-photo, IT09, IT11)`,
  },
  {
    name: /\b(nationality|nationalities|citizenships?|citizen|ethnic|ethnicity|race|tribe|caste|religion|origin|homeland)\b|国籍|市民権|民族|人種|宗教|出自|국적|시민권|민족|인종|종교/u,
    what: 'nationality, ethnicity and religion are not looked at',
    why: `${ORIGIN} (IT12, IT14)`,
  },
  {
    name: /\b(birth ?place|place of birth|birth (country|city|town)|country of birth|born in|home ?town)\b|出身|出生地|출생지|출신|고향/u,
    what: 'where somebody was born is not looked at',
    why: `${ORIGIN} (IT12)`,
  },
  {
    name: /\b(languages?|mother tongue|native|fluency|locale|keyboard|input method|ime)\b|言語|母語|語学|日本語力|언어|모국어|자판/u,
    what: 'languages are not looked at',
    why: `${ORIGIN} (IT14, IT24)`,
  },
  {
    name: /\b(time ?zones?|utc offset|clock)\b|時間帯|タイムゾーン|時差|시간대/u,
    what: 'time zones are not looked at',
    why: `${ORIGIN} (IT12, IT24)`,
  },
  {
    name: /\b((login|ip|access|connection|session|geo) ?(country|countries|city|region|location)|geo ?ip|countr(y|ies) of (login|access|residence)|residence)\b|接続国|居住国|접속 ?국가|거주국/u,
    what: 'the country of a login or of residence is not looked at',
    why: `${ORIGIN} (IT18)`,
  },
  {
    name: /\b(gender|sex|age|pregnan\w*|marital|children|disabilit\w*|health|sexual orientation|political|union)\b|性別|年齢|婚姻|障害|健康|성별|나이|혼인|장애|건강/u,
    what: 'what somebody is says nothing of what somebody claims',
    why: 'no advisory names it, and employment law forbids asking for most of it',
  },
];

/** Throws for the name of a field that must not be asked for. */
export function refuseLeftOut(name: string, where: string): void {
  const words = name
    .normalize('NFKC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  const refused = REFUSED.find((each) => each.name.test(words));
  if (refused === undefined) return;
  throw new AshiatoError('E_HIRING_FIELD', `${refused.what}: ${refused.why}`, {
    where: `${where}, "${name.slice(0, 60)}"`,
    limit: 'evidence of misrepresentation only',
    next: 'Take the field out and send the rest; docs/hiring.md says what can be checked instead.',
  });
}
