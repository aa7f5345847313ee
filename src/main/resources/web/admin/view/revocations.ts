import { h } from '../../chat/dom.ts';
import type { Revocation } from '../api.ts';
import { time } from '../format.ts';
import { words } from '../words/index.ts';
import { attempt, withConsent, type Context, type Section } from './context.ts';
import { list } from './list.ts';

/** Tokens that are not accepted any more, and a way to add one by its id. */
export function revocations(context: Context): Section {
  const w = words();
  const jti = h('input', { id: 'jti', class: 'input', maxlength: 512, autocomplete: 'off' });
  const reason = h('input', { id: 'reason', class: 'input', maxlength: 512, autocomplete: 'off' });
  const all = list(context, {
    label: w.revocations,
    columns: [w.means, w.revokeReason, w.until, w.action],
    row: (revocation) => [meaning(revocation), revocation.reason ?? '', time(revocation.until), takeBack(revocation)],
    pages: context.api.revocations,
    empty: w.noRevocations,
  });

  function takeBack(revocation: Revocation): HTMLElement {
    const what = meaning(revocation);
    return h(
      'button',
      {
        type: 'button',
        class: 'button small',
        'aria-label': w.takeBackOf(what),
        onclick: () =>
          withConsent(
            context,
            w.takeBackQuestion(what),
            w.takeBack,
            () => context.api.takeBack(revocation.id),
            w.takeBackDone,
            () => all.refresh(),
          ),
      },
      w.takeBack,
    );
  }

  function submit(event: Event): void {
    event.preventDefault();
    const id = jti.value.trim();
    if (id === '') {
      context.say(w.jtiMissing, true);
      jti.focus();
      return;
    }
    const why = reason.value.trim();
    const what = why === '' ? { jti: id } : { jti: id, reason: why };
    void attempt(context, () => context.api.revoke(what), w.revokeTokenDone, () => {
      jti.value = '';
      reason.value = '';
      all.refresh();
    });
  }

  return {
    element: h(
      'div',
      {},
      all.element,
      h(
        'form',
        { class: 'panel', novalidate: true, onsubmit: submit },
        h('label', { for: 'jti' }, w.revokeToken),
        jti,
        h('label', { for: 'reason' }, w.revokeReason),
        reason,
        h('div', { class: 'row end' }, h('button', { type: 'submit', class: 'button primary' }, w.revoke)),
      ),
    ),
  };
}

function meaning({ jti, userId }: Revocation): string {
  return jti === undefined ? words().allTokensOf(userId ?? '') : words().oneToken(jti);
}
