import { h } from '../dom.ts';
import { words } from '../words/index.ts';

/** Asks before something that cannot be undone. */
export function confirmDialog(question: string, yes: string, then: () => void): void {
  const before = document.activeElement;
  const dialog = h(
    'dialog',
    { class: 'dialog', 'aria-labelledby': 'question' },
    h('p', { id: 'question' }, question),
    h(
      'div',
      { class: 'row end' },
      h('button', { type: 'button', class: 'button', onclick: () => dialog.close() }, words().cancel),
      h(
        'button',
        {
          type: 'button',
          class: 'button danger',
          onclick: () => {
            dialog.close();
            then();
          },
        },
        yes,
      ),
    ),
  );
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (before instanceof HTMLElement) {
      before.focus();
    }
  });
  document.body.append(dialog);
  dialog.showModal();
}
