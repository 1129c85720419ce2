/** Japanese: the frame, the help and the states every page shares. */
import type { app as english } from '../en/app.ts';
import type { Catalogue } from '../keys.ts';

export const app: Catalogue<typeof english> = {
  'app.name': 'Ashiato',
  'app.tagline': '窃取された暗号資産が今どこにあるかを追う',
  'app.skip': '本文へ移動',
  'app.language': '言語',
  'app.theme': '配色',
  'app.theme.system': '端末に合わせる',
  'app.theme.light': '明るい',
  'app.theme.dark': '暗い',
  'app.nav.incidents': '事案一覧',
  'app.nav.screen': 'スクリーニング',
  'app.nav.reserves': '保有額',
  'app.nav.effectiveness': '制裁効果',
  'app.nav.outlook': '見通し',
  'app.nav.library': '資料室',
  'app.nav.intel': '情報収集',
  'app.nav.hiring': '採用確認',
  'app.nav.laboratory': '実験室',
  'app.nav.help': 'キー操作',
  'app.foot': '防御専用です。数値はすべて、各ページに記した記録と公開資料に基づきます。',

  'help.title': 'キー操作',
  'help.search': '事案を検索',
  'help.arrows': '資金の流れに沿って、または分岐のあいだを移動',
  'help.enter': '選択中の項目を開く・展開する',
  'help.escape': '閉じる・選択を解除',
  'help.help': 'この説明を表示・非表示',
  'help.close': '閉じる',
  'help.then': '続けて',

  'state.loading': '読み込み中…',
  'state.loading.trace': '記録をたどって資金を追跡しています…',
  'state.empty.title': '該当する事案がありません',
  'state.empty.next': '検索語を減らすか、絞り込みを解除してください。',
  'state.empty.clear': '絞り込みを解除',
  'state.error.title': '読み込めませんでした',
  'state.error.code': 'エラー {{code}}',
  'state.error.retry': '再試行',
  'state.error.network':
    'サーバーが応答しません。`ashiato serve` が動いていることを確かめてから再試行してください。',
  'state.error.home': '一覧へ戻る',
  'state.stale': '{{time}}時点の内容です。それ以降、サーバーから応答がありません。',
  'state.notfound.title': 'このページは存在しません',
  'state.crash.title': 'ページの表示が停止しました',
  'state.crash.next': '再読み込みしてください。繰り返す場合は、下の文言を添えてご報告ください。',

  'copy.do': '{{what}}をコピー',
  'copy.done': 'コピーしました',

  'figure.unedited':
    'これらは同梱の事実データによる数値で、誰でも再計算できます。ライブラリで承認された編集は含みません。',
  'figure.table': '数値を表で見る',
  'figure.csv': 'CSVをダウンロード',

  'key.wanted': 'このサーバーにはAPIキーが必要です（「ashiato keys add」で作成）。このタブでのみ保持します。',
  'key.use': 'このキーを使う',
};
