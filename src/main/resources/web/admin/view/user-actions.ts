import { h } from '../../chat/dom.ts';
import { words } from '../words/index.ts';
import { withConsent, type Context } from './context.ts';

/** What can be done about a user. */
export function userActions(context: Context, user: string, then: () => void): HTMLElement {
  const w = words();
  const { api } = context;
  return h(
    'span',
    { class: 'row' },
    h(
      'button',
      {
        type: 'button',
        class: 'button small',
        'aria-label': w.disconnectUser(user),
        onclick: () =>
          withConsent(context, w.disconnectQuestion(user), w.disconnect, () => api.disconnect(user), w.disconnectDone(user), then),
      },
      w.disconnect,
    ),
    h(
      'button',
      {
        type: 'button',
        class: 'button small',
        'aria-label': w.revokeUser(user),
        onclick: () =>
          withConsent(context, w.revokeQuestion(user), w.revoke, () => api.revoke({ userId: user }), w.revokeDone(user), then),
      },
      w.revoke,
    ),
  );
}
