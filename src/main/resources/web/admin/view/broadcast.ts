import { h } from '../../chat/dom.ts';
import { words } from '../words/index.ts';
import { withConsent, type Context } from './context.ts';

/** A word to everyone who is connected. */
export function broadcastForm(context: Context): HTMLElement {
  const w = words();
  const text = h('textarea', { id: 'broadcast', class: 'input', rows: 2, 'aria-describedby': 'broadcast-hint' });

  function submit(event: Event): void {
    event.preventDefault();
    const content = text.value.trim();
    if (content === '') {
      context.say(w.broadcastEmpty, true);
      text.focus();
      return;
    }
    withConsent(context, w.broadcastQuestion(content), w.send, () => context.api.broadcast(content), w.broadcastDone, () => {
      text.value = '';
    });
  }

  return h(
    'form',
    { class: 'panel', novalidate: true, onsubmit: submit },
    h('label', { for: 'broadcast' }, w.broadcast),
    text,
    h('p', { class: 'hint', id: 'broadcast-hint' }, w.broadcastHint),
    h('div', { class: 'row end' }, h('button', { type: 'submit', class: 'button primary' }, w.send)),
  );
}
