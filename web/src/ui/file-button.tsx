/** Chooses a file. The browser's own button speaks the browser's language; this one speaks the page's. */
import { useState } from 'react';

type Props = {
  readonly name: string;
  readonly accept: string;
  readonly disabled?: boolean;
  /** Called again for the same file, too: it may have been changed meanwhile. */
  readonly take: (file: File) => void;
};

export function FileButton({ name, accept, disabled, take }: Props) {
  const [chosen, setChosen] = useState('');
  return (
    <span className="file">
      <label className="button">
        <input
          type="file"
          className="hidden"
          accept={accept}
          disabled={disabled}
          onChange={({ target }) => {
            const file = target.files?.[0];
            target.value = '';
            if (file === undefined) return;
            setChosen(file.name);
            take(file);
          }}
        />
        {name}
      </label>
      {chosen !== '' && <output className="file-name">{chosen}</output>}
    </span>
  );
}
