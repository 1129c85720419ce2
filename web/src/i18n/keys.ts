import type { en } from './en.ts';

type Raw = keyof typeof en;
type WithoutPlural<K> = K extends `${infer Base}_one` ? Base : K extends `${infer Base}_other` ? Base : K;

/** What a page may ask for. Plurals are asked for without their suffix, with a `count`. */
export type Key = WithoutPlural<Raw>;

/** What a language without singular forms (ja, ko) must say. */
export type Catalogue = { readonly [K in Exclude<Raw, `${string}_one`>]: string };

export type Values = Readonly<Record<string, string | number>>;
export type Translate = (key: Key, values?: Values) => string;
