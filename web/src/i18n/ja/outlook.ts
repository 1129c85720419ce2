/** Japanese: what may come, and how sure that is. */
import type { outlook as english } from '../en/outlook.ts';
import type { Catalogue } from '../keys.ts';

export const outlook: Catalogue<typeof english> = {
  'outlook.title': '今後の見通し',
  'outlook.loading': '1万通りの将来を計算しています…',
  'outlook.lead':
    '{{day}}からの{{days}}日間に{{usd}}を超える窃取が起きる確率は{{chance}}です（過去から言える幅は{{low}}～{{high}}）。',
  'outlook.footing':
    '予測は記録の終わりである{{day}}から始まります。それ以後の月は記録がないのであって、窃取がなかったのではありません。対象は北朝鮮に帰属する100万ドル以上の窃取です。',
  'outlook.stale': '下の検証は{{day}}までの記録に基づきます。',
  'outlook.own': '任意の金額（ドル）',
  'outlook.own.ask': '調べる',
  'outlook.own.one': '{{days}}日：{{chance}}',

  'outlook.model': 'モデル',
  'outlook.climatology': '気候値（過去の同じ長さの期間）',
  'outlook.market': '市場を加えたモデル',
  'outlook.band': '過去から定まらないパラメーターによる中央90%',
  'outlook.curves.title': '被害額がある金額を超える確率',
  'outlook.curves.says': '1億ドル超：30日で{{month}}、90日で{{quarter}}、365日で{{year}}。',
  'outlook.curves.axis': '期間中の合計がこの額を超える',
  'outlook.curves.note':
    '頻度と裾の重い規模の積です。件数はガンマ分布の率をもつポアソン分布、規模は5,000万ドルまで対数正規、それ以上はパレートで、50億ドルを上限とします。帯はモデルのパラメーターの不確かさで、モデル自体の誤りは含みません。',
  'outlook.price.unavailable':
    '市場を加えた予測はありません。記録の終わりまでの価格がここにないためです（price-unavailable）。',
  'outlook.expected':
    '合計{{low}}～{{high}}（中央{{middle}}）、{{thefts}}件（{{fewest}}～{{most}}件）、最大1件の中央値{{largest}}。幅は10回中8回の範囲です。',
  'outlook.unclaimed_other':
    '予測の優位は主張しません。モデルの凍結後、この長さの期間はまだ{{count}}回しか過ぎていません。',

  'outlook.skill.title': 'こうした予測はどれだけ当たったはずか',
  'outlook.skill.says':
    '事例が足りる{{told}}の指標のうち、優れるのは{{better}}、劣るのは{{worse}}。{{few}}の指標は事例が少なく判断できません。',
  'outlook.skill.against': '比較の相手',
  'outlook.skill.claimed': '差が認められる（90%区間が0を含まない）',
  'outlook.skill.none': '基準の誤差が0',
  'outlook.skill.note':
    'スキルスコアは1 − スコア ÷ 基準のスコアで、0より左は基準の方が優れていたことを示します。2019年から30日ごとに起点を進め、パラメーターは2022年末までの期間で選んで凍結したため、判断に使うのは2023年以降の起点です。区間は隣り合う起点をまとめた再標本化によります。帰属は後から分かったもので、どの検証もこれを取り消せません。',
  'outlook.against.climatology': '気候値と比較（2023年以降）',
  'outlook.against.trailing': '「直近365日と同じ」と比較',
  'outlook.against.choice': '2022年まで（パラメーターを選んだ期間）',
  'outlook.against.market': '市場あり対なし',
  'outlook.claim.better': '優れる',
  'outlook.claim.worse': '劣る',
  'outlook.claim.same': '差は認められない',
  'outlook.claim.few': '事例が少なすぎる',
  'outlook.score.crpslog': 'CRPS（合計の対数）',
  'outlook.score.crpsusd': 'CRPS（ドル）',
  'outlook.score.interval': '区間スコア（80%）',
  'outlook.score.brier': 'ブライア（{{usd}}超）',

  'outlook.reliability.title': '述べた確率どおりに起きたか',
  'outlook.reliability.says':
    '{{all}}つの期間のうち{{count}}つで確率が低すぎました。30日では平均{{forecast}}と述べ、{{happened}}が起きました。',
  'outlook.reliability.note':
    '2023年以降の起点で、1,000万・1億・5億・10億ドルのしきい値をまとめています。隣り合う期間は同じ窃取を含むため、実質の件数は見かけより少なくなります。',
  'outlook.reliability.axis': '予測した確率',
  'outlook.reliability.mark': '実際に起きた割合（大きさは事例数）',
  'outlook.reliability.few': '10例未満',
  'outlook.reliability.right': '述べたとおりの割合',
  'outlook.coverage': '80%区間に結果が入ったのは{{n}}の起点中{{model}}です（正しければ{{right}}）。',

  'outlook.market.title': '市場が回復すると窃取は増えるのか',
  'outlook.market.no':
    'データはこれを支持しません。市場を加えた予測は、{{told}}の指標のうち{{better}}で優れ、{{worse}}で劣ります。',
  'outlook.market.yes':
    '偶然を超えています。市場を加えた予測は、{{told}}の指標のうち{{better}}で優れ、{{worse}}で劣ります。',
  'outlook.market.now':
    '記録の終わりまでの90日間にビットコインは{{gain}}%動き（{{series}}）、推定した効果は発生率を{{factor}}倍にします。',
  'outlook.market.axis': '市場が窃取に先行した月数',
  'outlook.market.note':
    'ビットコインの月次上昇率（{{series}}）と、直前12か月の平均を引いた窃取件数との相関です。90%区間は6か月単位の再標本化によります。{{lags}}通りの先行・遅行のうち0を含まないのは{{excluding}}で、偶然でも1～2は生じます。推定した効果では、50%の上昇に伴い窃取は{{effect}}増えます。小さな効果は否定されません。',

  'outlook.calendar.title': '窃取のカレンダー',
  'outlook.calendar.says':
    '{{months}}か月のうち{{quiet}}か月は算入した窃取がなく、最悪は{{month}}の{{usd}}でした。',
  'outlook.calendar.note':
    'セルの数字は件数、濃さは金額の桁です。近年は2021年より前よりも詳しく記録されており、増加の一部は記録の充実によるものです。',

  'outlook.record.title': '発行した予測',
  'outlook.record.none':
    'ここではまだ発行されていません。「ashiato outlook --issue」で書き残すと、消すことはできません。',
  'outlook.record.says_other': 'ここで{{count}}件の予測を発行し、うち{{scored}}の期間を採点しました。',
  'outlook.record.note':
    '予測は発行時のまま残り、記録がその期間を含むようになってから採点します。台帳は増えるだけで、書き換えや欠落のあるものは受け付けません。ブライアは1億ドル超についての値です。',
  'outlook.state.due': '採点待ち（次の --issue で採点）',
  'outlook.state.waiting': '記録の更新待ち',
  'outlook.model.note': 'モデル：{{model}}、半減期{{halfLife}}日。出典：facts/incidents.json。',

  'outlook.col.days': '日数',
  'outlook.col.above': 'しきい値',
  'outlook.col.low': '下限',
  'outlook.col.high': '上限',
  'outlook.col.month': '月',
  'outlook.col.thefts': '件数',
  'outlook.col.usd': '被害額（ドル）',
  'outlook.col.unknown': '金額不明',
  'outlook.col.from': '以上',
  'outlook.col.to': '未満',
  'outlook.col.cases': '事例数',
  'outlook.col.forecast': '予測の平均',
  'outlook.col.happened': '起きた数',
  'outlook.col.score': '指標',
  'outlook.col.origins': '起点',
  'outlook.col.windows': '重ならない期間',
  'outlook.col.own': 'モデルの値',
  'outlook.col.reference': '基準の値',
  'outlook.col.skill': 'スキルスコア',
  'outlook.col.claim': '判断',
  'outlook.col.lead': '先行月数',
  'outlook.col.months': '月数（n）',
  'outlook.col.r': '相関（件数）',
  'outlook.col.rtotal': '相関（金額の対数）',
  'outlook.col.totallow': '下限（金額）',
  'outlook.col.totalhigh': '上限（金額）',
  'outlook.col.id': '予測のID',
  'outlook.col.issued': '発行',
  'outlook.col.origin': '起点',
  'outlook.col.gone': '発行時の経過日数',
  'outlook.col.range': '合計（8割の範囲）',
  'outlook.col.hundred': '1億ドル超',
  'outlook.col.outcome': '結果',
};
