/** Japanese: what was stopped, and how fast. */
import type { effectiveness as english } from '../en/effectiveness.ts';
import type { Catalogue } from '../keys.ts';

export const effectiveness: Catalogue<typeof english> = {
  'effectiveness.title': '効果のあった対応',
  'effectiveness.lead':
    '窃取事案{{n}}件のうち、一部でも凍結されたのは{{frozen}}件、回収されたのは{{recovered}}件です。被害額{{lost}}に対して{{usd}}にとどまります。',
  'effectiveness.footing':
    '情報源が述べている範囲です。言及がないことは失敗を意味しないため、割合はすべて下限です。記録は{{day}}までで、うち{{traced}}件をここで追跡しています。合計に算入しない{{uncounted}}件は除いているため、それらも含む「推定保有額」では凍結額や回収額が多くなることがあります。',
  'effectiveness.sources': '出典：{{sources}}。',
  'effectiveness.all': '全事案',

  'effectiveness.fate.frozen': '凍結',
  'effectiveness.fate.recovered': '回収',
  'effectiveness.fate.cashed': '現金化',
  'effectiveness.fate.mixers': 'ミキサーへ',
  'effectiveness.fate.burnt': '焼却',

  'effectiveness.years.title': '発生年別',
  'effectiveness.years.says':
    '{{n}}件のうち、凍結の報告があるのは{{frozen}}件、回収の報告があるのは{{recovered}}件です。',
  'effectiveness.routes.title': '資金洗浄の経路別',
  'effectiveness.routes.says':
    '経路が公表されているのは{{n}}件中{{known}}件です。1件が複数の経路を使うこともあります。',
  'effectiveness.routes.note':
    '1件だけの経路は図から省いています。よく調べられた経路ほど凍結も多く報告されます。これは調べられた範囲の比較であり、試みの全体ではありません。',
  'effectiveness.shares.axis': '事案に占める割合と95%区間（Wilson）',
  'effectiveness.shares.count_other': '{{fate}}{{count}}件',
  'effectiveness.shares.few': '{{counts}}（少数のため割合なし）',
  'effectiveness.shares.note':
    '10件未満では件数だけを示し、割合は示しません。一部でも凍結または回収されたと情報源が述べていれば1件と数えます。',

  'effectiveness.courses.title': '窃取資産に手が届いた期間',
  'effectiveness.courses.says_other': '追跡した{{count}}件のうち、記録の終わりで未使用のもの：{{resting}}。',
  'effectiveness.courses.band': 'ミキサーにも既知のサービスにも達していない割合（方式による最小から最大）',
  'effectiveness.courses.axis': '窃取からの日数',
  'effectiveness.courses.note':
    '休眠とは、最後に見たブロックまでの90日間に動きがないことです。記録がそれより短い場合は何も述べません。追跡は最後のブロックより後を知らないため、「現在」の値ではありません。',
  'effectiveness.dormant.short': '不明：記録は{{days}}分',

  'effectiveness.delays.title': 'かかった時間',
  'effectiveness.delays.says':
    '日付が分かるのは凍結{{frozen}}件、最初の移動は追跡した{{moved}}件です。中央値は10件からだけ示します。',
  'effectiveness.delays.note':
    '上の3つは追跡した事案について、チェーン上で秒単位まで分かります。ほかは情報源の日付で、月だけの場合は月末までとして数えます。',
  'effectiveness.delays.groups': '年別・経路別',
  'effectiveness.delay.exact': '秒または日まで判明',
  'effectiveness.delay.month': '最大（情報源は月まで）',
  'effectiveness.delay.most': '最大 {{span}}',
  'effectiveness.median.none': '10件未満',
  'effectiveness.wait.move': '最初の移動',
  'effectiveness.wait.mixer': '最初のミキサー',
  'effectiveness.wait.service': '最初の既知サービス',

  'effectiveness.listed.title': '指定されたアドレスと、そこにあった資金',
  'effectiveness.listed.says':
    '{{day}}に{{entity}}が指定された時点で、{{theft}}のうち{{rested}}が指定アドレスに残っており、その後{{left}}が流出しました。',
  'effectiveness.listed.none': 'ここで追跡した事案は、指定されたアドレスを使っていません。',
  'effectiveness.listed.rested': '指定日に残っていた分',
  'effectiveness.listed.left': 'その後に流出した分',
  'effectiveness.listed.range': '方式により変わる分',
  'effectiveness.listed.axis': 'その資産の被害額に占める割合',
  'effectiveness.listed.note_other':
    '{{count}}件の事例であり、法則ではありません。指定日より前にミキサーへ入った分は失われたものとして数えます。指定が拘束するのは従う者だけで、本人のウォレットは何にも従いません。',

  'effectiveness.timeline.title': '措置と窃取事案',
  'effectiveness.timeline.says':
    '2016年以降、指定・掲載・押収のあった日は{{measures}}日、うち{{mixers}}日がミキサーに対するものです。',
  'effectiveness.timeline.bars': '四半期ごとの100万ドル以上の窃取',
  'effectiveness.timeline.note':
    '同じ日の措置は1つと数えます。指定の解除や、措置を覆した判決は措置に含めません。「前」「後」は90日以内の100万ドル以上の窃取件数で、期間が記録の外に出る場合は数えません。',
  'effectiveness.kind.actor': '攻撃主体に対する措置',
  'effectiveness.kind.mixer': 'ミキサーに対する措置',
  'effectiveness.kind.service': 'その他のサービスに対する措置',

  'effectiveness.studies.title': '措置の前後で窃取は変わったか',
  'effectiveness.studies.says':
    '{{count}}つの検証のうち、無作為にずらした日では見られない変化を示すのは{{found}}つです。',
  'effectiveness.studies.placebo': '同じ日々をまとめて無作為にずらした場合の中央90%',
  'effectiveness.studies.observed': '実際の値（後90日 − 前90日）',
  'effectiveness.studies.note':
    '期間は{{days}}日です。記録の外に出る{{left}}件の措置は除いています。{{measures}}件中{{overlapping}}件は期間内に別の措置があるため、変化を1つの措置に帰すことはできません。目盛りは行ごとに異なります。資金の流れは、公表された経路と追跡した事案だけから見ています。',
  'effectiveness.study.thefts': 'すべての措置の前後の窃取件数',
  'effectiveness.study.stolen': '窃取額（log₁₀(1 + 百万ドル)）',
  'effectiveness.study.routes': 'ミキサー経由の窃取（ミキサーへの措置の前後）',
  'effectiveness.study.nothing': '効果は見られない。半減していれば100回中{{times}}回は見えたはず',
  'effectiveness.study.blind': '効果は見られないが、半減していても見えるのは100回中{{times}}回のみ',
  'effectiveness.study.outside': 'ずらした日より大きく変化。原因までは分からない',

  'effectiveness.whatif.title': 'もし制裁対象に指定したら',
  'effectiveness.whatif.hint':
    'アドレス、サービス、指定済みの団体のいずれかを選ぶと、指定が追跡済みの流れのどれに、いつまでなら触れたかを示します。指定を判断する人のためのもので、迂回路は数だけを示し、名は挙げません。',
  'effectiveness.whatif.subject': 'アドレス・サービス・指定済みの団体',
  'effectiveness.whatif.cluster': '一緒に使われたアドレスも含める',
  'effectiveness.whatif.ask': '調べる',
  'effectiveness.whatif.says_other':
    '{{name}}（アドレス{{count}}件）を指定していれば、追跡済み{{traced}}件のうち{{touched}}件の流れに触れたはずです。',
  'effectiveness.whatif.published':
    'その名を含む公表経路（{{routes}}）は、経路が公表された{{n}}件中{{thefts}}件です（{{share}}）。その被害額は{{usd}}ですが、うちどれだけがここを通ったかは述べられていません。',
  'effectiveness.whatif.noshare': '少数のため割合なし',
  'effectiveness.whatif.nothing':
    '追跡済みの流れには現れません。これは手元のデータの範囲であり、実際に何もなかったという意味ではありません。大半の事案は追跡されていません。',
  'effectiveness.whatif.note':
    '追跡した事案だけの、方式による幅です。アドレスを通ることと、そこで止まることは別です。指定されれば別のアドレスが使われるため、過去の値は上限です。',
  'effectiveness.whatif.hops_other': '{{hops}}ホップで{{count}}か所',
  'effectiveness.still.title': 'いつ発効していれば、まだどれだけに触れたか',
  'effectiveness.still.says': '{{theft}}のうち{{amount}}がここを通りました（{{share}}、移動 n = {{n}}）。',
  'effectiveness.still.axis': '窃取から発効までの日数',
  'effectiveness.around.says':
    '支払元は{{payers}}アドレス、うち{{elsewhere}}はほかにも支払っています。ここを通らずに達した終着点は{{around}}か所です：{{hops}}。',

  'effectiveness.col.n': '件数',
  'effectiveness.col.usd': '{{fate}}（ドル）',
  'effectiveness.col.lost': '被害額（ドル）',
  'effectiveness.col.year': '年',
  'effectiveness.col.route': '経路',
  'effectiveness.col.theft': '事案',
  'effectiveness.col.asset': '資産',
  'effectiveness.col.stolen': '窃取量',
  'effectiveness.col.resting.low': '未使用（最小）',
  'effectiveness.col.resting.high': '未使用（最大）',
  'effectiveness.col.dormant.low': '休眠（最小）',
  'effectiveness.col.dormant.high': '休眠（最大）',
  'effectiveness.col.until': '記録の終わり',
  'effectiveness.col.source': '出典',
  'effectiveness.col.what': '内容',
  'effectiveness.col.took': 'かかった時間',
  'effectiveness.col.group': '対象',
  'effectiveness.col.median': '中央値',
  'effectiveness.col.day': '日付',
  'effectiveness.col.kind': '種別',
  'effectiveness.col.target': '対象者',
  'effectiveness.col.by': '実施者・根拠',
  'effectiveness.col.before': '前',
  'effectiveness.col.after': '後',
  'effectiveness.col.study': '検証',
  'effectiveness.col.measures': '措置の数',
  'effectiveness.col.change': '変化',
  'effectiveness.col.placebo.low': 'ずらした日の5%点',
  'effectiveness.col.placebo.high': 'ずらした日の95%点',
  'effectiveness.col.verdict': '読み取れること',
  'effectiveness.col.entity': '指定対象',
  'effectiveness.col.touched.low': '通過（最小）',
  'effectiveness.col.touched.high': '通過（最大）',
  'effectiveness.col.rested.low': '指定日の残高（最小）',
  'effectiveness.col.rested.high': '指定日の残高（最大）',
  'effectiveness.col.left.low': 'その後の流出（最小）',
  'effectiveness.col.left.high': 'その後の流出（最大）',
  'effectiveness.col.movements': '移動の数（n）',
  'effectiveness.col.still': '{{days}}後の発効で触れる量',
  'effectiveness.col.payers': '支払元の数',
  'effectiveness.col.elsewhere': 'うち他にも支払い',
  'effectiveness.col.behind': 'その先の終着点',
  'effectiveness.col.around': '迂回した終着点',
};
