import { h } from '../../chat/dom.ts';
import { languageSwitch } from '../../chat/view/language.ts';
import { words } from '../words/index.ts';

/** The way in: a token with the role admin, from wherever tokens come. */
export function signInView(problem: string, done: (token: string) => void, languageChanged: () => void): HTMLElement {
  const w = words();
  const token = h('textarea', {
    id: 'token',
    class: 'input',
    rows: 4,
    spellcheck: 'false',
    autocomplete: 'off',
    'aria-describedby': 'token-hint wrong',
  });
  const wrong = h('p', { class: 'field-error', id: 'wrong', role: 'alert' }, problem);

  function submit(event: Event): void {
    event.preventDefault();
    const pasted = token.value.trim();
    if (pasted === '') {
      wrong.textContent = w.tokenMissing;
      token.setAttribute('aria-invalid', 'true');
      token.focus();
    } else {
      done(pasted);
    }
  }

  return h(
    'main',
    { class: 'welcome' },
    h(
      'div',
      { class: 'card' },
      h('h1', {}, h('img', { src: '/favicon.svg', alt: '', width: 36, height: 36 }), w.brand),
      h('p', { class: 'tagline' }, w.administration),
      h(
        'form',
        { novalidate: true, onsubmit: submit },
        h('label', { for: 'token' }, w.token),
        token,
        h('p', { class: 'hint', id: 'token-hint' }, w.tokenHint),
        wrong,
        h('div', { class: 'stack' }, h('button', { type: 'submit', class: 'button primary' }, w.signIn)),
      ),
      languageSwitch(languageChanged),
    ),
  );
}
