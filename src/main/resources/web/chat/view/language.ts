import { h } from '../dom.ts';
import { choose, language, languages, words, type Language } from '../words/index.ts';

/** One button for each language, in its own words. */
export function languageSwitch(changed: () => void): HTMLElement {
  const buttons = languages().map(({ id, name, tag }) =>
    h('button', { type: 'button', lang: tag, 'aria-pressed': String(id === language()), onclick: () => pick(id) }, name),
  );

  function pick(id: Language): void {
    if (id !== language()) {
      choose(id);
      changed();
    }
  }

  return h('div', { class: 'languages', role: 'group', 'aria-label': words().language }, ...buttons);
}
