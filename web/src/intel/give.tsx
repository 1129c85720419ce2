/** Give an article: a file, an address, or its text. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { articlesQuery, takeIn } from '../api/intel.ts';
import { useLanguage } from '../i18n/index.ts';
import { FileButton } from '../ui/file-button.tsx';
import { Refusal } from '../ui/states.tsx';

type Way = 'file' | 'url' | 'text';
const WAYS = [
  ['file', 'intel.give.file'],
  ['url', 'intel.give.url'],
  ['text', 'intel.give.text'],
] as const;

export function Give({ open }: { open: (article: string) => void }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const [way, setWay] = useState<Way>('file');
  const [file, setFile] = useState<File | null>(null);
  const [typed, setTyped] = useState('');
  const [published, setPublished] = useState('');
  const give = useMutation({
    async mutationFn() {
      const told = published === '' ? {} : { published };
      if (way === 'url') return takeIn({ url: typed.trim(), ...told });
      if (way === 'text') return takeIn({ name: t('intel.pasted'), text: typed, ...told });
      if (file === null) throw new Error(t('intel.give.nofile'));
      return takeIn({ name: file.name, base64: await base64Of(file), ...told });
    },
    async onSuccess({ article }) {
      setTyped('');
      await client.invalidateQueries({ queryKey: articlesQuery.queryKey, exact: true });
      open(article.id);
    },
  });
  const ready = !give.isPending && (way === 'file' ? file !== null : typed.trim() !== '');
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        give.mutate();
      }}
    >
      <fieldset className="segments">
        <legend className="hidden">{t('intel.give')}</legend>
        {WAYS.map(([each, name]) => (
          <label key={each}>
            <input type="radio" name="way" checked={way === each} onChange={() => setWay(each)} />
            <span>{t(name)}</span>
          </label>
        ))}
      </fieldset>
      {way === 'file' && (
        <FileButton
          name={t('intel.give.choose')}
          accept=".html,.htm,.pdf,.txt,text/html,text/plain,application/pdf"
          take={setFile}
        />
      )}
      {way === 'url' && (
        <label className="grow">
          {t('intel.give.url')}
          <input type="url" value={typed} onChange={(event) => setTyped(event.target.value)} />
        </label>
      )}
      {way === 'text' && (
        <label className="wide">
          {t('intel.give.text')}
          <textarea rows={6} value={typed} onChange={(event) => setTyped(event.target.value)} />
        </label>
      )}
      <label>
        {t('intel.published')}
        <input type="date" value={published} onChange={(event) => setPublished(event.target.value)} />
      </label>
      <button type="submit" className="button" disabled={!ready}>
        {give.isPending ? t('intel.giving') : t('intel.give')}
      </button>
      {give.data?.new === false && <p role="status">{t('intel.known')}</p>}
      {give.error !== null && <Refusal error={give.error} />}
    </form>
  );
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
    reader.onerror = () => reject(reader.error ?? new Error(file.name));
    reader.readAsDataURL(file);
  });
}
