/**
 * A publisher's page that leads to a file whose address changes: the one link that is meant, or a typed reason why
 * there is none. A page says whatever whoever serves it likes, so a link counts only where it is the only one of its
 * kind and leads to a host that the publisher is known to serve files from. No script is run.
 */
import { readDay } from '../../core/lists/reading.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Day } from '../../core/model/list.ts';

/** Which link of a page is meant. */
export type Link = {
  /** Matches the end of the path of its address; a group called `day` is the publisher's day as YYYYMMDD. */
  readonly pattern: RegExp;
  /** Where files of this publisher come from, with the port where it is not the usual one. */
  readonly hosts: readonly string[];
};

export type Found = { readonly url: URL; readonly day: Day | null };

/** Addresses longer than this are none of a publisher. */
const MOST_LETTERS = 2_000;

export function linkOn(html: string, page: URL, { pattern, hosts }: Link): Found {
  const matches = new Map<string, URL>();
  for (const written of new Set(addressesIn(html))) {
    const url = URL.parse(written, page.href);
    if (url === null || !pattern.test(url.pathname)) continue;
    url.hash = '';
    matches.set(url.href, url);
  }
  const [url] = matches.values();
  if (url === undefined) throw refuse('the page has no link to the list any more', page);
  if (matches.size > 1)
    throw refuse(
      `the page has ${matches.size} links that could be the list, first ${url.href.slice(0, 200)}`,
      page,
    );
  // A page over https never leads to a file that anybody on the way could change.
  if (!hosts.includes(url.host) || url.protocol !== page.protocol)
    throw refuse(
      `the page leads to ${url.origin.slice(0, 200)}, which is not known as its publisher's`,
      page,
    );
  return { url, day: readDay(pattern.exec(url.pathname)?.groups?.day ?? '') };
}

/** What stands in `href` attributes outside of comments. */
function addressesIn(html: string): readonly string[] {
  const [before = '', ...comments] = html.split('<!--');
  const shown = comments.map((part) => (part.includes('-->') ? part.slice(part.indexOf('-->')) : ''));
  const pattern = new RegExp(
    `\\shref\\s{0,9}=\\s{0,9}(?:"([^"]{1,${MOST_LETTERS}})"|'([^']{1,${MOST_LETTERS}})')`,
    'gi',
  );
  return [...[before, ...shown].join(' ').matchAll(pattern)].map(([, double, single]) =>
    (double ?? single ?? '').replaceAll('&amp;', '&').trim(),
  );
}

const refuse = (what: string, page: URL): AshiatoError =>
  new AshiatoError('E_LIST_LINK', what, {
    where: page.href,
    next: 'Open the page and fetch the list by hand ("--from"), or name its address under "listMirrors"; the edition before stays in force and ages.',
  });
