/** Korean: the frame, the help and the states every page shares. */
import type { app as english } from '../en/app.ts';
import type { Catalogue } from '../keys.ts';

export const app: Catalogue<typeof english> = {
  'app.name': 'Ashiato',
  'app.tagline': '탈취된 가상자산이 지금 어디에 있는지 추적합니다',
  'app.skip': '본문으로 이동',
  'app.language': '언어',
  'app.theme': '화면 테마',
  'app.theme.system': '시스템 설정',
  'app.theme.light': '밝게',
  'app.theme.dark': '어둡게',
  'app.nav.incidents': '사건 목록',
  'app.nav.screen': '스크리닝',
  'app.nav.reserves': '보유액',
  'app.nav.effectiveness': '제재 효과',
  'app.nav.outlook': '전망',
  'app.nav.library': '자료실',
  'app.nav.intel': '정보 수집',
  'app.nav.hiring': '채용 심사',
  'app.nav.laboratory': '실험실',
  'app.nav.help': '단축키',
  'app.foot': '방어 전용입니다. 모든 수치는 각 페이지에 밝힌 기록과 공개 자료에 근거합니다.',

  'help.title': '단축키',
  'help.search': '사건 검색',
  'help.arrows': '자금 흐름을 따라, 또는 갈래 사이로 이동',
  'help.enter': '선택한 항목 열기·펼치기',
  'help.escape': '닫기 또는 선택 해제',
  'help.help': '이 도움말 표시·숨김',
  'help.close': '닫기',
  'help.then': '다음',

  'state.loading': '불러오는 중…',
  'state.loading.trace': '기록에서 자금을 추적하는 중…',
  'state.empty.title': '일치하는 사건이 없습니다',
  'state.empty.next': '검색어를 줄이거나 필터를 해제하세요.',
  'state.empty.clear': '필터 해제',
  'state.error.title': '불러오지 못했습니다',
  'state.error.code': '오류 {{code}}',
  'state.error.retry': '다시 시도',
  'state.error.network': '서버가 응답하지 않습니다. `ashiato serve`가 실행 중인지 확인한 뒤 다시 시도하세요.',
  'state.error.home': '목록으로',
  'state.stale': '{{time}} 기준 내용입니다. 이후 서버가 응답하지 않았습니다.',
  'state.notfound.title': '존재하지 않는 페이지입니다',
  'state.crash.title': '페이지가 멈췄습니다',
  'state.crash.next': '새로고침하세요. 같은 문제가 반복되면 아래 문구와 함께 알려 주세요.',

  'copy.do': '{{what}} 복사',
  'copy.done': '복사했습니다',

  'figure.unedited':
    '이 수치는 함께 제공되는 사실 자료에 따른 것으로 누구나 다시 계산할 수 있습니다. 라이브러리에서 승인된 편집은 포함하지 않습니다.',
  'figure.table': '수치를 표로 보기',
  'figure.csv': 'CSV 내려받기',

  'key.wanted': '이 서버에는 API 키가 필요합니다(“ashiato keys add”로 만듭니다). 이 탭에서만 보관합니다.',
  'key.use': '이 키 사용',
};
