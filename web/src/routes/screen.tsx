/** May I take this money? Asked of the same route as programs ask, with the same signed answer. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { QuestionJson } from '../../../src/contract/screen.ts';
import { type Asked, type Item, itemsOf, type ListsJson, listsInForce, screenAll } from '../api/screen.ts';
import { csvOf } from '../format/csv.ts';
import { useLanguage, useTitle } from '../i18n/index.ts';
import { Ask } from '../screen/ask.tsx';
import { Decision, OutcomeMark } from '../screen/decision.tsx';
import { actionWord } from '../screen/words.ts';
import { Copy } from '../ui/bits.tsx';
import { download } from '../ui/dense-table.tsx';
import { KeyField, wantsKey } from '../ui/key-field.tsx';
import { Failure, Loading, Refusal } from '../ui/states.tsx';

const REFRESH = 'npx ashiato lists refresh';

export function Screen() {
  const { t } = useLanguage();
  useTitle(`${t('screen.title')} · Ashiato`);
  const lists = useQuery(listsInForce);
  const [failure, setFailure] = useState<Error | null>(null);
  const asking = useMutation({
    mutationFn: (questions: readonly QuestionJson[]) => screenAll(questions),
    onMutate: () => setFailure(null),
    onError: setFailure,
  });
  if (lists.data === undefined) {
    if (lists.error === null) return <Loading />;
    const again = (): void => void lists.refetch();
    if (!wantsKey(lists.error)) return <Failure error={lists.error} retry={again} />;
    return (
      <div className="page">
        <h1 className="lead">{t('screen.title')}</h1>
        <KeyField again={again} />
      </div>
    );
  }
  return (
    <div className="page screen">
      {lists.data.environment === 'laboratory' && <p className="laboratory">{t('screen.laboratory')}</p>}
      <h1 className="lead" data-testid="headline">
        {t(lists.data.canClear ? 'screen.lead.ready' : 'screen.lead.partial', {
          count: lists.data.lists.length,
        })}
      </h1>
      {!lists.data.canClear && <NextStep lists={lists.data} />}
      <Ask busy={asking.isPending} ask={asking.mutate} fail={setFailure} />
      {failure !== null && <Refusal error={failure} />}
      {asking.data !== undefined && <Answers asked={asking.data} />}
    </div>
  );
}

/** Why nobody can be called clear, and the exact command that changes it. */
function NextStep({ lists: { says, attempts } }: { lists: ListsJson }) {
  const { t } = useLanguage();
  return (
    <div className="notice">
      <p>{t('screen.why')}</p>
      <p lang="en" className="faint">
        {says}
      </p>
      <p>
        {t('screen.next')} <code className="mono">{REFRESH}</code> <Copy text={REFRESH} />
      </p>
      {attempts.map(
        ({ format, failure }) =>
          failure !== null && (
            <p key={format} lang="en" className="faint">
              <span className="mono">{failure.code}</span> {format}: {failure.says}
            </p>
          ),
      )}
    </div>
  );
}

function Answers({ asked }: { asked: Asked }) {
  const { t } = useLanguage();
  const items = itemsOf(asked);
  const [open, setOpen] = useState(0);
  const shown = items[items.length === 1 ? 0 : open];
  return (
    <section aria-live="polite">
      {items.length > 1 && <Batch items={items} open={open} choose={setOpen} />}
      {shown !== undefined && <Decision item={shown} />}
      <h2>{t('screen.signed')}</h2>
      <p className="hint">{t('screen.signed.hint')}</p>
      <Document name={t('screen.document.answer')} text={JSON.stringify(asked.signed)} />
      <Document name={t('screen.document.request')} text={JSON.stringify(asked.body)} />
      <p className="traits">
        <span>
          {t('screen.key')} <span className="mono">{asked.signed.seal.keyId}</span>{' '}
          <Copy text={asked.signed.seal.keyId} />
        </span>
        <span>
          {t('screen.signature')} <span className="mono">{asked.signed.seal.signature.slice(0, 16)}…</span>{' '}
          <Copy text={asked.signed.seal.signature} />
        </span>
      </p>
    </section>
  );
}

/** To the byte as it was sent or signed. */
function Document({ name, text }: { name: string; text: string }) {
  return (
    <details className="document">
      <summary>
        {name} <Copy text={text} what={name} />
      </summary>
      <pre className="mono">{JSON.stringify(JSON.parse(text), null, 1)}</pre>
    </details>
  );
}

type BatchProps = {
  readonly items: readonly Item[];
  readonly open: number;
  readonly choose: (i: number) => void;
};

function Batch({ items, open, choose }: BatchProps) {
  const { t } = useLanguage();
  const count = (outcome: Item['findings']['outcome']): number =>
    items.filter(({ findings }) => findings.outcome === outcome).length;
  const reasonOf = ({ findings }: Item): string =>
    findings.checks.find(({ outcome }) => outcome === findings.outcome)?.says ?? findings.rule.reason;
  const codeOf = ({ findings }: Item): string =>
    findings.checks.find(({ code }) => code !== null)?.code ?? '';
  return (
    <>
      <h2>
        {t('screen.batch', {
          count: items.length,
          hit: count('hit'),
          clear: count('clear'),
          unknown: count('indeterminate'),
        })}
      </h2>
      <div className="scroll batch">
        <table className="dense">
          <thead>
            <tr>
              <th scope="col">{t('screen.col.subject')}</th>
              <th scope="col">{t('screen.col.outcome')}</th>
              <th scope="col">{t('screen.col.action')}</th>
              <th scope="col">{t('screen.col.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item, i) => (
              <tr key={i} aria-selected={i === open}>
                <td className="wide">
                  <button type="button" className="link mono" onClick={() => choose(i)}>
                    {item.subject.text}
                  </button>
                </td>
                <td className="nowrap">
                  <OutcomeMark outcome={item.findings.outcome} />
                </td>
                <td className="nowrap">{actionWord(item.findings.action, t)}</td>
                <td lang="en">
                  <span className="mono faint">{codeOf(item)}</span> {reasonOf(item)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <button
        type="button"
        className="link"
        onClick={() =>
          download(
            'screening.csv',
            csvOf(
              ['subject', 'outcome', 'action', 'rule', 'code', 'reason'],
              items.map((item) => [
                item.subject.text,
                item.findings.outcome,
                item.findings.action,
                item.findings.rule.id,
                codeOf(item),
                reasonOf(item),
              ]),
            ),
          )
        }
      >
        {t('figure.csv')}
      </button>
    </>
  );
}
