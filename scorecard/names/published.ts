/**
 * Pairs of names for which moov-io/watchman (Apache-2.0) publishes its own score: internal/stringscore/
 * jaro_winkler_test.go (`BestPairsJaroWinkler`), and the column `jw` of docs/algorithm-comparison.csv at commit
 * 4e0852a6. Most listed names stand on the SDN list at hand. Whether a pair is one name is our label; pairs of which
 * nobody could say (one word against three) are left out.
 */
export type PublishedPair = {
  readonly listed: string;
  readonly asked: string;
  readonly same: boolean;
  readonly theirs: number;
};

const pair = (listed: string, asked: string, same: boolean, theirs: number): PublishedPair => ({
  listed,
  asked,
  same,
  theirs,
});

const HOLY = 'the group for the preservation of the holy sites';
const AFRICADA = 'africada financial services bureau change';

export const PUBLISHED: readonly PublishedPair[] = [
  pair('nicolas maduro', 'nicolas moros maduro', true, 0.839),
  pair('nicolas moros maduro', 'nicolas maduro', true, 0.958),
  pair('nic maduro', 'nicolas maduro', true, 0.872),
  pair('nick maduro', 'nicolas maduro', true, 0.859),
  pair('nicolas maduroo', 'nicolas maduro', true, 0.966),
  pair('nicolas maduro', 'nicolás maduro', true, 0.937),
  pair('maduro moros, nicolas', 'nicolas maduro', true, 0.953),
  pair('nicolas maduro moros', 'nicolás maduro', true, 0.898),
  pair('nicolas, maduro moros', 'nicolas maduro', true, 0.928),
  pair('jane doe', 'jane doe2', true, 0.94),
  pair('i c sogo kenkyusho', 'A.I.C. SOGO KENKYUSHO', true, 0.858),
  pair('A.I.C. SOGO KENKYUSHO', 'sogo kenkyusho', true, 0.972),
  pair('lukashenko alexander grigoryevich', 'alexander lukashenko', true, 0.942),
  pair('saddam hussein al tikriti', 'saddam hussein', true, 0.939),
  pair('preceed', 'precede', true, 0.971),
  pair('acheive', 'achieve', true, 0.967),
  pair('smythe', 'smith', true, 0.815),
  pair('katherine', 'catherine', true, 0.926),
  pair('gaddafi', 'qaddafi', true, 0.905),
  pair('alexander', 'aleksandr', true, 0.896),
  pair('shumaker', 'schumacher', true, 0.82),
  pair('jane doe', 'jan lahore', false, 0.439),
  pair('jan lahore', 'jane doe', false, 0.549),
  pair('john doe', 'paul john', false, 0.624),
  pair('john doe', 'john othername', false, 0.44),
  pair('kalamity linden', 'kala limited', false, 0.687),
  pair('ian mckinley', 'tian xiang 7', false, 0),
  pair('bindaree food group pty', 'independent insurance group ltd', false, 0.269),
  pair('p.c.c. (singapore) private limited', 'culver max entertainment private limited', false, 0.514),
  pair('zincum llc', 'easy verification inc.', false, 0),
  pair('transpetrochart co ltd', 'jx metals trading co.', false, 0.431),
  pair('technolab', 'moomoo technologies inc', false, 0.565),
  pair('sewa security services', 'sesa - safety & environmental services australia pty ltd', false, 0.48),
  pair(AFRICADA, 'skylight', false, 0.441),
  pair(AFRICADA, 'skylight financial inc', false, 0.658),
  pair(AFRICADA, 'skylight services inc', false, 0.599),
  pair(AFRICADA, 'skylight financial services', false, 0.761),
  pair(AFRICADA, 'skylight financial services inc', false, 0.73),
  pair(HOLY, 'the bridgespan group', false, 0.682),
  pair(HOLY, 'the logan group', false, 0.67),
  pair(HOLY, 'the anything group', false, 0.546),
  pair(HOLY, 'the hello world group', false, 0.637),
  pair(HOLY, 'the group', false, 0.88),
  pair(HOLY, 'the flibbity jibbity flobbity jobbity grobbity zobbity group', false, 0.345),
  pair('li shanlan', 'li shangfu', false, 0.867),
  pair('jimenez', 'dominguez', false, 0),
  pair('cyclosporine', 'cycloserine', false, 0.908),
];
