/** What every proposal rests on: who states it, how far it may be believed, who proposes it, and why. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { ProposalJson } from '../../../src/contract/library.ts';
import { proposeEdit } from '../api/library.ts';
import { useLanguage } from '../i18n/index.ts';
import { Refusal } from '../ui/states.tsx';
import { useWho } from '../ui/who.ts';
import { confidenceWord } from '../ui/words.ts';

type Claimed = Pick<ProposalJson, 'entry' | 'creates' | 'changes'>;
type Props = {
  /** Null: something is still missing. */
  readonly claimed: Claimed | null;
  readonly sent: () => void;
  /** The inputs of what is claimed. */
  readonly children: ReactNode;
};

const CONFIDENCES = ['high', 'medium', 'low'] as const;

export function ProposalForm({ claimed, sent, children }: Props) {
  const { t } = useLanguage();
  const [source, setSource] = useState('');
  const [confidence, setConfidence] = useState<ProposalJson['confidence']>('medium');
  const [by, setBy] = useWho();
  const [reason, setReason] = useState('');
  const client = useQueryClient();
  const send = useMutation({
    mutationFn: proposeEdit,
    async onSuccess() {
      setReason('');
      sent();
      await client.invalidateQueries({ queryKey: ['library'] });
    },
  });
  const ready = claimed !== null && by.trim() !== '' && source.trim() !== '' && !send.isPending;
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (claimed !== null) send.mutate({ ...claimed, source, confidence, by, reason });
      }}
    >
      {children}
      <label className="wide">
        {t('library.form.source')}
        <input value={source} onChange={(event) => setSource(event.target.value)} />
      </label>
      <label>
        {t('library.form.confidence')}
        <select
          value={confidence}
          onChange={(event) => setConfidence(event.target.value as ProposalJson['confidence'])}
        >
          {CONFIDENCES.map((level) => (
            <option key={level} value={level}>
              {confidenceWord(level, t)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('library.who')}
        <input value={by} onChange={(event) => setBy(event.target.value)} autoComplete="name" />
      </label>
      <label className="grow">
        {t('library.why')}
        <input value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      <button type="submit" className="button" disabled={!ready}>
        {t('library.form.send')}
      </button>
      {send.error !== null && <Refusal error={send.error} />}
      {send.data !== undefined && <p role="status">{t('library.form.sent', { edit: send.data.id })}</p>}
    </form>
  );
}
