import { h } from '../dom.ts';
import { demoToken, waysIn, type Session, type WaysIn } from '../session.ts';
import { words } from '../words/index.ts';
import { languageSwitch } from './language.ts';

const MAX_NAME = 64;

/** The way in: by name where the demo sign-in is on, as a guest, or with a token from elsewhere. */
export function signInView(problem: string, done: (session: Session) => void, languageChanged: () => void): HTMLElement {
  const w = words();
  const name = h('input', { id: 'name', class: 'input', autocomplete: 'nickname', maxlength: MAX_NAME, 'aria-describedby': 'name-hint wrong' });
  const wrong = h('p', { class: 'field-error', id: 'wrong', role: 'alert' }, problem);
  const byName = h('button', { type: 'submit', class: 'button primary' }, w.signIn);
  const asGuest = h('button', { type: 'button', class: 'button', onclick: () => guest() }, w.joinAsGuest);
  const token = h('textarea', { id: 'token', class: 'input', rows: 3, spellcheck: 'false', autocomplete: 'off' });

  function typedName(): string | undefined {
    const typed = name.value.trim();
    wrong.textContent = typed === '' ? w.nameMissing : [...typed].length > MAX_NAME ? w.nameTooLong : '';
    name.setAttribute('aria-invalid', String(wrong.textContent !== ''));
    if (wrong.textContent !== '') {
      name.focus();
      return undefined;
    }
    return typed;
  }

  function guest(): void {
    const typed = typedName();
    if (typed !== undefined) {
      done({ kind: 'guest', name: typed });
    }
  }

  async function signIn(): Promise<void> {
    const typed = typedName();
    if (typed === undefined) {
      return;
    }
    byName.disabled = true;
    byName.textContent = w.signingIn;
    try {
      const fresh = await demoToken(typed);
      if (fresh === undefined) {
        offer({ guests: !asGuest.hidden, demo: false });
        wrong.textContent = w.demoOff;
      } else {
        done({ kind: 'name', name: typed, token: fresh });
      }
    } catch {
      wrong.textContent = w.errors.unreachable;
    } finally {
      byName.disabled = false;
      byName.textContent = w.signIn;
    }
  }

  function offer({ guests, demo }: WaysIn): void {
    byName.hidden = !demo;
    asGuest.hidden = !guests;
    asGuest.classList.toggle('primary', !demo);
    byNameForm.hidden = !demo && !guests;
    withTokenForm.open ||= byNameForm.hidden;
  }

  function withToken(): void {
    const pasted = token.value.trim();
    if (pasted === '') {
      wrong.textContent = w.tokenMissing;
      token.focus();
    } else {
      done({ kind: 'token', token: pasted });
    }
  }

  const byNameForm = h(
    'form',
    {
      novalidate: true,
      onsubmit: (event: Event) => {
        event.preventDefault();
        byName.hidden ? guest() : void signIn();
      },
    },
    h('label', { for: 'name' }, w.name),
    name,
    h('p', { class: 'hint', id: 'name-hint' }, w.nameHint),
    h('div', { class: 'stack' }, byName, asGuest),
  );
  const withTokenForm = h(
    'details',
    {},
    h('summary', {}, w.haveToken),
    h(
      'form',
      {
        novalidate: true,
        onsubmit: (event: Event) => {
          event.preventDefault();
          withToken();
        },
      },
      h('label', { for: 'token' }, w.token),
      token,
      h('button', { type: 'submit', class: 'button' }, w.signInWithToken),
    ),
  );
  void waysIn().then(offer);

  return h(
    'main',
    { class: 'welcome' },
    h(
      'div',
      { class: 'card' },
      h('h1', {}, h('img', { src: '/favicon.svg', alt: '', width: 36, height: 36 }), w.brand),
      h('p', { class: 'tagline' }, w.tagline),
      wrong,
      byNameForm,
      withTokenForm,
      languageSwitch(languageChanged),
    ),
  );
}
