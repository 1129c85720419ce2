/** Korean: what was stopped, and how fast. */
import type { effectiveness as english } from '../en/effectiveness.ts';
import type { Catalogue } from '../keys.ts';

export const effectiveness: Catalogue<typeof english> = {
  'effectiveness.title': '효과가 있었던 대응',
  'effectiveness.lead':
    '탈취 사건 {{n}}건 중 일부라도 동결된 것은 {{frozen}}건, 회수된 것은 {{recovered}}건입니다. 피해액 {{lost}} 중 {{usd}}에 그칩니다.',
  'effectiveness.footing':
    '출처가 말한 범위입니다. 언급이 없다고 실패한 것은 아니므로 모든 비율은 하한입니다. 기록은 {{day}}까지이며, 그중 {{traced}}건을 여기서 추적했습니다. 합계에 넣지 않는 {{uncounted}}건은 제외했으므로, 그것까지 담은 “추정 보유액”에서는 동결·회수액이 더 클 수 있습니다.',
  'effectiveness.sources': '출처: {{sources}}.',
  'effectiveness.all': '전체 사건',

  'effectiveness.fate.frozen': '동결',
  'effectiveness.fate.recovered': '회수',
  'effectiveness.fate.cashed': '현금화',
  'effectiveness.fate.mixers': '믹서 유입',
  'effectiveness.fate.burnt': '소각',

  'effectiveness.years.title': '발생 연도별',
  'effectiveness.years.says':
    '{{n}}건 중 동결이 보고된 것은 {{frozen}}건, 회수가 보고된 것은 {{recovered}}건입니다.',
  'effectiveness.routes.title': '자금세탁 경로별',
  'effectiveness.routes.says':
    '{{n}}건 중 {{known}}건의 경로가 공개되어 있습니다. 한 사건이 여러 경로를 쓰기도 합니다.',
  'effectiveness.routes.note':
    '1건뿐인 경로는 그림에서 뺐습니다. 면밀히 추적된 경로일수록 동결도 자주 보고됩니다. 조사된 범위의 비교이며, 시도 전체의 비교가 아닙니다.',
  'effectiveness.shares.axis': '사건 대비 비율과 95% 구간(Wilson)',
  'effectiveness.shares.count_other': '{{fate}} {{count}}건',
  'effectiveness.shares.few': '{{counts}}(적어서 비율 없음)',
  'effectiveness.shares.note':
    '10건 미만이면 건수만 표시하고 비율은 표시하지 않습니다. 일부라도 동결되거나 회수되었다고 출처가 말하면 1건으로 셉니다.',

  'effectiveness.courses.title': '탈취 자산에 조치할 수 있었던 기간',
  'effectiveness.courses.says_other': '추적한 {{count}}건 중 기록 끝에서 미사용인 것: {{resting}}.',
  'effectiveness.courses.band': '믹서나 알려진 서비스에 아직 닿지 않은 비율(방식별 최소~최대)',
  'effectiveness.courses.axis': '탈취 후 경과',
  'effectiveness.courses.note':
    '휴면은 마지막으로 본 블록까지 90일 동안 움직이지 않은 것입니다. 기록이 그보다 짧으면 판단하지 않습니다. 추적은 마지막 블록 이후를 모르므로 “현재” 값이 아닙니다.',
  'effectiveness.dormant.short': '알 수 없음: 기록 {{days}}',

  'effectiveness.delays.title': '걸린 시간',
  'effectiveness.delays.says':
    '날짜가 알려진 동결은 {{frozen}}건, 첫 이동은 추적한 {{moved}}건입니다. 중앙값은 10건부터만 표시합니다.',
  'effectiveness.delays.note':
    '위 세 가지는 추적한 사건에서 체인상 초 단위로 알 수 있습니다. 나머지는 출처의 날짜이며, 월만 있으면 월말까지로 셉니다.',
  'effectiveness.delays.groups': '연도별·경로별',
  'effectiveness.delay.exact': '초 또는 일까지 확인',
  'effectiveness.delay.month': '최대(출처가 월만 제시)',
  'effectiveness.delay.most': '최대 {{span}}',
  'effectiveness.median.none': '10건 미만',
  'effectiveness.wait.move': '첫 이동',
  'effectiveness.wait.mixer': '첫 믹서',
  'effectiveness.wait.service': '첫 알려진 서비스',

  'effectiveness.listed.title': '등재된 주소와 그 안의 자금',
  'effectiveness.listed.says':
    '{{day}} {{entity}} 등재 당시 {{theft}} 중 {{rested}}가 등재 주소에 남아 있었고, 이후 {{left}}가 빠져나갔습니다.',
  'effectiveness.listed.none': '여기서 추적한 사건은 등재된 주소를 쓰지 않았습니다.',
  'effectiveness.listed.rested': '등재일에 남아 있던 양',
  'effectiveness.listed.left': '이후 빠져나간 양',
  'effectiveness.listed.range': '방식에 따라 달라지는 부분',
  'effectiveness.listed.axis': '해당 자산 피해량 대비 비율',
  'effectiveness.listed.note_other':
    '{{count}}건의 사례일 뿐 법칙이 아닙니다. 등재일 전에 믹서로 들어간 양은 사라진 것으로 셉니다. 등재는 따르는 이에게만 구속력이 있고, 본인 지갑은 아무것도 따르지 않습니다.',

  'effectiveness.timeline.title': '조치와 탈취 사건',
  'effectiveness.timeline.says':
    '2016년 이후 지정·등재·압수가 있었던 날은 {{measures}}일이며, 그중 {{mixers}}일은 믹서를 겨냥했습니다.',
  'effectiveness.timeline.bars': '분기별 100만 달러 이상 탈취',
  'effectiveness.timeline.note':
    '같은 날의 조치는 하나로 셉니다. 지정 해제나 조치를 뒤집은 판결은 조치가 아닙니다. “전”과 “후”는 90일 이내 100만 달러 이상 탈취 건수이며, 기간이 기록을 벗어나면 세지 않습니다.',
  'effectiveness.kind.actor': '행위자 대상 조치',
  'effectiveness.kind.mixer': '믹서 대상 조치',
  'effectiveness.kind.service': '기타 서비스 대상 조치',

  'effectiveness.studies.title': '조치 전후로 탈취가 달라졌는가',
  'effectiveness.studies.says':
    '검증 {{count}}개 중 무작위로 옮긴 날에는 보이지 않는 변화를 보인 것은 {{found}}개입니다.',
  'effectiveness.studies.placebo': '같은 날들을 함께 무작위로 옮긴 경우의 가운데 90%',
  'effectiveness.studies.observed': '실제 값(이후 90일 − 이전 90일)',
  'effectiveness.studies.note':
    '기간은 {{days}}일입니다. 기록을 벗어나는 조치 {{left}}건은 제외했습니다. {{measures}}건 중 {{overlapping}}건은 기간 안에 다른 조치가 있어 변화를 어느 한 조치의 결과로 볼 수 없습니다. 행마다 눈금이 다릅니다. 자금 흐름은 공개된 경로와 추적한 사건으로만 봅니다.',
  'effectiveness.study.thefts': '모든 조치 전후의 탈취 건수',
  'effectiveness.study.stolen': '탈취 금액(log₁₀(1 + 백만 달러))',
  'effectiveness.study.routes': '믹서를 거친 탈취(믹서 조치 전후)',
  'effectiveness.study.nothing': '효과가 보이지 않음. 절반으로 줄었다면 100번 중 {{times}}번은 보였을 것',
  'effectiveness.study.blind': '효과가 보이지 않지만, 절반으로 줄었어도 100번 중 {{times}}번만 보임',
  'effectiveness.study.outside': '옮긴 날보다 크게 변함. 원인은 알 수 없음',

  'effectiveness.whatif.title': '제재 대상으로 지정한다면',
  'effectiveness.whatif.hint':
    '주소, 서비스, 등재 단체 중 하나를 고르면 지정이 추적된 흐름 중 무엇에, 언제까지 닿았을지 보여 줍니다. 지정을 판단하는 이를 위한 것이며, 우회로는 개수만 표시하고 이름은 밝히지 않습니다.',
  'effectiveness.whatif.subject': '주소·서비스·등재 단체',
  'effectiveness.whatif.cluster': '함께 쓰인 주소도 포함',
  'effectiveness.whatif.ask': '조회',
  'effectiveness.whatif.says_other':
    '{{name}}(주소 {{count}}개)를 지정했다면 추적된 {{traced}}건 중 {{touched}}건의 흐름에 닿았을 것입니다.',
  'effectiveness.whatif.published':
    '이 이름이 들어간 공개 경로({{routes}})는 경로가 공개된 {{n}}건 중 {{thefts}}건입니다({{share}}). 피해액은 {{usd}}이며, 그중 얼마가 이 길로 갔는지는 알려져 있지 않습니다.',
  'effectiveness.whatif.noshare': '적어서 비율 없음',
  'effectiveness.whatif.nothing':
    '추적된 흐름에는 나타나지 않습니다. 여기 있는 자료의 범위일 뿐, 아무 일도 없었다는 뜻은 아닙니다. 대부분의 사건은 추적되지 않았습니다.',
  'effectiveness.whatif.note':
    '추적한 사건만의, 방식에 따른 범위입니다. 주소를 지나는 것과 거기서 멈추는 것은 다릅니다. 등재되면 다른 주소를 쓰므로 과거의 값은 상한입니다.',
  'effectiveness.whatif.hops_other': '{{hops}}홉에 {{count}}곳',
  'effectiveness.still.title': '언제 발효되었다면 얼마나 더 닿았을까',
  'effectiveness.still.says': '{{theft}} 중 {{amount}}가 이곳을 지났습니다({{share}}, 이동 n = {{n}}).',
  'effectiveness.still.axis': '탈취부터 발효까지',
  'effectiveness.around.says':
    '지불한 주소는 {{payers}}개, 그중 {{elsewhere}}개는 다른 곳에도 지불했습니다. 이곳을 거치지 않고 닿은 종착지는 {{around}}곳입니다: {{hops}}.',

  'effectiveness.col.n': '건수',
  'effectiveness.col.usd': '{{fate}}(달러)',
  'effectiveness.col.lost': '피해액(달러)',
  'effectiveness.col.year': '연도',
  'effectiveness.col.route': '경로',
  'effectiveness.col.theft': '사건',
  'effectiveness.col.asset': '자산',
  'effectiveness.col.stolen': '탈취량',
  'effectiveness.col.resting.low': '미사용(최소)',
  'effectiveness.col.resting.high': '미사용(최대)',
  'effectiveness.col.dormant.low': '휴면(최소)',
  'effectiveness.col.dormant.high': '휴면(최대)',
  'effectiveness.col.until': '기록의 끝',
  'effectiveness.col.source': '출처',
  'effectiveness.col.what': '내용',
  'effectiveness.col.took': '걸린 시간',
  'effectiveness.col.group': '대상',
  'effectiveness.col.median': '중앙값',
  'effectiveness.col.day': '날짜',
  'effectiveness.col.kind': '유형',
  'effectiveness.col.target': '대상자',
  'effectiveness.col.by': '주체·근거',
  'effectiveness.col.before': '전',
  'effectiveness.col.after': '후',
  'effectiveness.col.study': '검증',
  'effectiveness.col.measures': '조치 수',
  'effectiveness.col.change': '변화',
  'effectiveness.col.placebo.low': '옮긴 날 5%',
  'effectiveness.col.placebo.high': '옮긴 날 95%',
  'effectiveness.col.verdict': '읽을 수 있는 것',
  'effectiveness.col.entity': '등재 대상',
  'effectiveness.col.touched.low': '통과(최소)',
  'effectiveness.col.touched.high': '통과(최대)',
  'effectiveness.col.rested.low': '등재일 잔량(최소)',
  'effectiveness.col.rested.high': '등재일 잔량(최대)',
  'effectiveness.col.left.low': '이후 유출(최소)',
  'effectiveness.col.left.high': '이후 유출(최대)',
  'effectiveness.col.movements': '이동 수(n)',
  'effectiveness.col.still': '{{days}} 뒤 발효 시 닿는 양',
  'effectiveness.col.payers': '지불 주소 수',
  'effectiveness.col.elsewhere': '그중 다른 곳에도 지불',
  'effectiveness.col.behind': '그 이후의 종착지',
  'effectiveness.col.around': '우회한 종착지',
};
