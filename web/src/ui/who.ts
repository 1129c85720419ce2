/** The name under which somebody decides, kept for this tab. */
import { useState } from 'react';

const WHO = 'ashiato.who';

export function useWho(): [string, (name: string) => void] {
  const [who, setWho] = useState(() => sessionStorage.getItem(WHO) ?? '');
  return [
    who,
    (name) => {
      sessionStorage.setItem(WHO, name);
      setWho(name);
    },
  ];
}
