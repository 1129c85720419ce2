import type { en } from './en/index.ts';

type WithoutPlural<K> = K extends `${infer Base}_one` ? Base : K extends `${infer Base}_other` ? Base : K;

/** What a page may ask for. Plurals are asked for without their suffix, with a `count`. */
export type Key = WithoutPlural<keyof typeof en>;

/** What a language without singular forms (ja, ko) must say where the English catalogue is `English`. */
export type Catalogue<English> = { readonly [K in Exclude<keyof English, `${string}_one`>]: string };

export type Values = Readonly<Record<string, string | number>>;
export type Translate = (key: Key, values?: Values) => string;
