import { Fragment, useEffect, useRef } from 'react';
import { useLanguage } from '../i18n/index.ts';
import type { Key } from '../i18n/keys.ts';

/** The keys of the pages, in a dialog that the browser itself closes on Escape. */
type Props = {
  readonly open: boolean;
  readonly close: () => void;
  readonly rooms: readonly { readonly letter: string; readonly name: Key }[];
};

export function Help({ open, close, rooms }: Props) {
  const { t } = useLanguage();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const rows: [string[], string][] = [
    [['/'], t('help.search')],
    ...rooms.map(({ letter, name }): [string[], string] => [['g', letter], t(name)]),
    [['←', '→', '↑', '↓'], t('help.arrows')],
    [['Enter'], t('help.enter')],
    [['Esc'], t('help.escape')],
    [['?'], t('help.help')],
  ];
  return (
    <dialog ref={dialog} className="help" onClose={close} aria-labelledby="help-title">
      <h2 id="help-title">{t('help.title')}</h2>
      <dl>
        {rows.map(([keys, says]) => (
          <Fragment key={says}>
            <dt>
              {keys.map((key, i) => (
                <Fragment key={key}>
                  {i > 0 && keys[0] === 'g' && <span className="faint"> {t('help.then')} </span>}
                  <kbd>{key}</kbd>
                </Fragment>
              ))}
            </dt>
            <dd>{says}</dd>
          </Fragment>
        ))}
      </dl>
      <button type="button" className="button" onClick={close}>
        {t('help.close')}
      </button>
    </dialog>
  );
}
