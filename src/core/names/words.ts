/**
 * Words of names that say little of who is meant: what a firm is in law, what a man is called out of courtesy or by
 * his office, what a clerk notes beside a name.
 */

const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const LEGAL = set(`
  ltd co corp inc llc llp lp plc company companies gmbh ag kg ohg ug sa sas sarl srl spa snc sl slu ltda cv de rl bv nv
  vof ab oy oyj as asa aps doo dd ad ead eood ood sro kft zrt nyrt pty pte pvt private public closed open joint stock liability
  limitee anonima anonyme sociedad societe sociedade responsabilidad societa azioni aktiengesellschaft
  ooo oao zao pao ao jsc ojsc pjsc cjsc tov tdv at pat prat ip too uab sia ou kk yk gk sdn bhd tbk pt
  fze fzc fzco fzllc dmcc wll bsc psc kscc saog saoc est sal offshore kollektiv sherkat sherkate anonim sirketi
  obshchestvo obschestvo ogranichennoy ogranichennoi otvetstvennostyu aktsionernoe aktsionernoye publichnoe
  publichnoye zakrytoe zakrytoye otkrytoe otkrytoye tovarystvo obmezhenoyu vidpovidalnistyu aktsionerne
  group holding holdings enterprise enterprises
`);

const ALIKE: Readonly<Record<string, string>> = {
  limited: 'ltd',
  corporation: 'corp',
  incorporated: 'inc',
  intl: 'international',
  bros: 'brothers',
  mfg: 'manufacturing',
  shpg: 'shipping',
  dev: 'development',
  tech: 'technology',
  technologies: 'technology',
  centre: 'center',
  defence: 'defense',
};

const PARTICLES = set(`
  al el ul ur ud ad as ash ar an at az il l
  bin ben ibn bint bt b d ould oulu ogly oglu kyzy qizi zade
  de la las los del da do dos das di du des le van von der den ter zu y e i
  the of and for et und fka aka nka
`);

const HONORIFICS = set(`
  mr mrs ms miss dr prof professor sir hon eng engineer gen general col colonel maj major capt captain brig lt
  owner proprietor shareholder beneficiary founder cofounder chairman president director manager treasurer trustee
  representative ceo cfo coo cto alias formerly dba account mv vessel
  haji hajji hajj hadji hajee haj mullah mulla mawlawi maulavi molvi sheikh shaykh shaikh sheik cheikh sayyid sayed
  seyyed syed sayyed said ustad qari hafiz imam ayatollah mufti emir amir malim u daw ko senor don
`);

/** Forms of firms in scripts without spaces, taken off before anything else. */
const NATIVE_FORMS =
  /株式会社|有限会社|合同会社|股份有限公司|有限责任公司|有限責任公司|有限公司|集团|集團|주식회사|유한회사|\(주\)|㈜/gu;

export const isLegalForm = (word: string): boolean => LEGAL.has(word);
export const isParticle = (word: string): boolean => PARTICLES.has(word);
export const isHonorific = (word: string): boolean => HONORIFICS.has(word);
export const oneFormOf = (word: string): string => ALIKE[word] ?? word;

export const withoutNativeForms = (text: string): string => {
  const rest = text.replace(NATIVE_FORMS, ' ').trim();
  return rest === '' ? text : rest;
};

const ROMAN = /^(?:i{2,3}|iv|vi{1,3}|ix|xi{1,3})$/;
const VALUES: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10 };

/** `3`, `03`, `iii` → `3`: a ship's number, which tells it from its sister. Null for what is no number. */
export function numberOf(word: string): string | null {
  if (/^\d{1,6}$/.test(word)) return String(Number(word));
  if (!ROMAN.test(word)) return null;
  const values = [...word].map((letter) => VALUES[letter]!);
  return String(values.reduce((sum, value, i) => sum + (value < (values[i + 1] ?? 0) ? -value : value), 0));
}
