import { RoomcastError } from '../../client/index.ts';
import { browser } from '../storage.ts';
import { en, type Words } from './en.ts';
import { zh } from './zh.ts';

export type { Words } from './en.ts';
export type Language = 'en' | 'zh';

const LANGUAGES: Record<Language, { readonly words: Words; readonly tag: string }> = {
  en: { words: en, tag: 'en' },
  zh: { words: zh, tag: 'zh-CN' },
};
const REMEMBERED = 'roomcast.language';

let current: Language = initial();

/** The words of the language in use. */
export function words(): Words {
  return LANGUAGES[current].words;
}

export function language(): Language {
  return current;
}

/** For `lang` attributes. */
export function languageTag(): string {
  return LANGUAGES[current].tag;
}

/** For times and dates: the reader's own region, where it speaks the language in use. */
export function locale(): string {
  return navigator.languages.find((tag) => tag.toLowerCase().split('-')[0] === current) ?? languageTag();
}

export function languages(): readonly { readonly id: Language; readonly name: string; readonly tag: string }[] {
  return (Object.keys(LANGUAGES) as Language[]).map((id) => ({
    id,
    name: LANGUAGES[id].words.languageName,
    tag: LANGUAGES[id].tag,
  }));
}

/** Remembered in this browser. */
export function choose(next: Language): void {
  current = next;
  browser.write(REMEMBERED, next);
}

/** What went wrong, in words. */
export function inWords(error: unknown): string {
  const errors: Record<string, string> = words().errors;
  const code = error instanceof RoomcastError ? error.code : 'unreachable';
  return errors[code] ?? words().errors.internal;
}

function initial(): Language {
  const remembered = browser.read(REMEMBERED);
  if (remembered === 'en' || remembered === 'zh') {
    return remembered;
  }
  const preferred = navigator.languages.map((tag) => tag.toLowerCase().split('-')[0]);
  return preferred.find((tag): tag is Language => tag === 'en' || tag === 'zh') ?? 'en';
}
