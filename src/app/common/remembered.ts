/** What is dear to make: made when first asked for, and again only when what it rests on is no longer the same. */
export function remembered<Ground, T>(restsOn: () => Ground, make: (ground: Ground) => T): () => T {
  let last: { readonly ground: Ground; readonly made: T } | null = null;
  return () => {
    const ground = restsOn();
    if (last === null || last.ground !== ground) last = { ground, made: make(ground) };
    return last.made;
  };
}
