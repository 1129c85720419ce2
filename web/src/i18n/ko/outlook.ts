/** Korean: what may come, and how sure that is. */
import type { outlook as english } from '../en/outlook.ts';
import type { Catalogue } from '../keys.ts';

export const outlook: Catalogue<typeof english> = {
  'outlook.title': '앞으로의 전망',
  'outlook.loading': '1만 가지 미래를 계산하는 중…',
  'outlook.lead':
    '{{day}}부터 {{days}}일 동안 {{usd}}를 넘는 탈취가 일어날 확률은 {{chance}}입니다(과거로 말할 수 있는 범위 {{low}}~{{high}}).',
  'outlook.footing':
    '전망은 기록이 끝나는 {{day}}에서 시작합니다. 그 뒤의 달은 기록이 없을 뿐, 탈취가 없었던 것이 아닙니다. 북한에 귀속되는 100만 달러 이상의 탈취가 대상입니다.',
  'outlook.stale': '아래 검증은 {{day}}까지의 기록에 근거합니다.',
  'outlook.own': '원하는 금액(달러)',
  'outlook.own.ask': '조회',
  'outlook.own.one': '{{days}}일: {{chance}}',

  'outlook.model': '모형',
  'outlook.climatology': '기후값(과거의 같은 길이 기간)',
  'outlook.market': '시장을 넣은 모형',
  'outlook.band': '과거가 정하지 못하는 매개변수의 가운데 90%',
  'outlook.curves.title': '피해액이 어떤 금액을 넘을 확률',
  'outlook.curves.says': '1억 달러 초과: 30일 {{month}}, 90일 {{quarter}}, 365일 {{year}}.',
  'outlook.curves.axis': '기간 합계가 이 금액 초과',
  'outlook.curves.note':
    '빈도와 꼬리가 두꺼운 규모의 곱입니다. 건수는 감마 분포 발생률의 푸아송, 규모는 5천만 달러까지 로그정규, 그 위는 파레토이며 50억 달러를 넘지 않습니다. 띠는 모형 매개변수의 불확실성이며, 모형 자체가 틀렸을 가능성은 들어 있지 않습니다.',
  'outlook.price.unavailable':
    '시장을 넣은 전망은 없습니다. 기록 끝까지의 가격이 여기 없기 때문입니다(price-unavailable).',
  'outlook.expected':
    '합계 {{low}}~{{high}}(가운데 {{middle}}), {{thefts}}건({{fewest}}~{{most}}건), 최대 1건의 중앙값 {{largest}}. 범위는 80% 구간입니다.',
  'outlook.unclaimed_other':
    '예측력을 주장하지 않습니다. 모형을 고정한 뒤 이 길이의 기간은 아직 {{count}}번 지났습니다.',

  'outlook.skill.title': '이런 전망은 얼마나 맞았을까',
  'outlook.skill.says':
    '사례가 충분한 지표 {{told}}개 중 나은 것은 {{better}}개, 못한 것은 {{worse}}개입니다. {{few}}개는 사례가 적어 말할 수 없습니다.',
  'outlook.skill.against': '비교 대상',
  'outlook.skill.claimed': '차이가 인정됨(90% 구간이 0을 벗어남)',
  'outlook.skill.none': '기준의 오차가 0',
  'outlook.skill.note':
    '예측력은 1 − 점수 ÷ 기준 점수이며, 0의 왼쪽은 기준이 더 나았다는 뜻입니다. 2019년부터 30일마다 시작점을 옮겼고, 매개변수는 2022년까지 끝나는 기간에서 골라 고정했으므로 2023년 이후 시작점만 판단에 씁니다. 구간은 이웃한 시작점 묶음의 재표집에 따릅니다. 귀속은 나중에 알려진 것이며 어떤 검증도 이를 되돌리지 못합니다.',
  'outlook.against.climatology': '기후값과 비교(2023년 이후)',
  'outlook.against.trailing': '“최근 365일과 같다”와 비교',
  'outlook.against.choice': '2022년까지(매개변수를 고른 기간)',
  'outlook.against.market': '시장 있음 대 없음',
  'outlook.claim.better': '더 나음',
  'outlook.claim.worse': '더 못함',
  'outlook.claim.same': '차이를 인정할 수 없음',
  'outlook.claim.few': '사례가 너무 적음',
  'outlook.score.crpslog': 'CRPS(합계의 로그)',
  'outlook.score.crpsusd': 'CRPS(달러)',
  'outlook.score.interval': '구간 점수(80%)',
  'outlook.score.brier': '브라이어({{usd}} 초과)',

  'outlook.reliability.title': '말한 확률만큼 일어났는가',
  'outlook.reliability.says':
    '기간 {{all}}개 중 {{count}}개에서 확률이 너무 낮았습니다. 30일에서는 평균 {{forecast}}라고 했고 {{happened}}가 일어났습니다.',
  'outlook.reliability.note':
    '2023년 이후 시작점, 1천만·1억·5억·10억 달러 기준을 합친 것입니다. 이웃한 기간은 같은 탈취를 포함하므로 실제 사례는 보기보다 적습니다.',
  'outlook.reliability.axis': '전망한 확률',
  'outlook.reliability.mark': '실제로 일어난 비율(크기는 사례 수)',
  'outlook.reliability.few': '10건 미만',
  'outlook.reliability.right': '말한 만큼 일어남',
  'outlook.coverage': '80% 구간에 결과가 든 것은 시작점 {{n}}개 중 {{model}}개입니다(맞다면 {{right}}개).',

  'outlook.market.title': '시장이 회복되면 탈취가 늘어나는가',
  'outlook.market.no':
    '자료는 이를 뒷받침하지 않습니다. 시장을 넣은 전망은 지표 {{told}}개 중 {{better}}개에서 낫고 {{worse}}개에서 못합니다.',
  'outlook.market.yes':
    '우연을 넘습니다. 시장을 넣은 전망은 지표 {{told}}개 중 {{better}}개에서 낫고 {{worse}}개에서 못합니다.',
  'outlook.market.now':
    '기록이 끝나기 전 90일 동안 비트코인은 {{gain}}% 움직였고({{series}}), 추정 효과는 발생률을 {{factor}}배로 만듭니다.',
  'outlook.market.axis': '시장이 탈취보다 선행 개월 수',
  'outlook.market.note':
    '비트코인 월간 상승률({{series}})과 직전 12개월 평균을 뺀 탈취 건수의 상관입니다. 90% 구간은 6개월 묶음 재표집에 따릅니다. 선행·후행 {{lags}}가지 중 0을 벗어난 것은 {{excluding}}가지이며, 우연으로도 한두 가지는 나옵니다. 추정 효과로는 50% 상승에 탈취가 {{effect}} 늘어납니다. 작은 효과는 반박되지 않습니다.',

  'outlook.calendar.title': '탈취 달력',
  'outlook.calendar.says':
    '{{months}}개월 중 {{quiet}}개월은 합산한 탈취가 없었고, 가장 심한 달은 {{month}}의 {{usd}}입니다.',
  'outlook.calendar.note':
    '칸의 숫자는 건수, 짙기는 금액의 자릿수입니다. 최근 연도는 2021년 이전보다 자세히 기록되어 있어 증가의 일부는 기록이 충실해진 결과입니다.',

  'outlook.record.title': '발행한 전망',
  'outlook.record.none': '아직 발행된 것이 없습니다. “ashiato outlook --issue”로 기록하면 지울 수 없습니다.',
  'outlook.record.says_other': '여기서 전망 {{count}}개를 발행했고, 그중 기간 {{scored}}개를 채점했습니다.',
  'outlook.record.note':
    '전망은 발행한 그대로 남고, 기록이 그 기간을 담게 되면 채점합니다. 장부는 늘어나기만 하며, 바뀌거나 잘린 것은 받아들이지 않습니다. 브라이어는 1억 달러 초과에 대한 값입니다.',
  'outlook.state.due': '채점 대기(다음 --issue 때)',
  'outlook.state.waiting': '기록 갱신 대기',
  'outlook.model.note': '모형: {{model}}, 반감기 {{halfLife}}일. 출처: facts/incidents.json.',

  'outlook.col.days': '일수',
  'outlook.col.above': '기준액',
  'outlook.col.low': '하한',
  'outlook.col.high': '상한',
  'outlook.col.month': '월',
  'outlook.col.thefts': '건수',
  'outlook.col.usd': '피해액(달러)',
  'outlook.col.unknown': '금액 미상',
  'outlook.col.from': '이상',
  'outlook.col.to': '미만',
  'outlook.col.cases': '사례 수',
  'outlook.col.forecast': '전망 평균',
  'outlook.col.happened': '일어난 수',
  'outlook.col.score': '지표',
  'outlook.col.origins': '시작점',
  'outlook.col.windows': '겹치지 않는 기간',
  'outlook.col.own': '모형 값',
  'outlook.col.reference': '기준 값',
  'outlook.col.skill': '예측력',
  'outlook.col.claim': '판단',
  'outlook.col.lead': '선행 개월 수',
  'outlook.col.months': '개월 수(n)',
  'outlook.col.r': '상관(건수)',
  'outlook.col.rtotal': '상관(금액 로그)',
  'outlook.col.totallow': '하한(금액)',
  'outlook.col.totalhigh': '상한(금액)',
  'outlook.col.id': '전망 ID',
  'outlook.col.issued': '발행',
  'outlook.col.origin': '시작점',
  'outlook.col.gone': '발행 시 지난 일수',
  'outlook.col.range': '합계(80% 구간)',
  'outlook.col.hundred': '1억 달러 초과',
  'outlook.col.outcome': '결과',
};
