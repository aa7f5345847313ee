import type { Chat } from '../model/chat.ts';
import type { Notice } from '../model/notices.ts';
import { h, icon } from '../dom.ts';
import { inWords, words } from '../words/index.ts';

export interface NoticesView {
  readonly element: HTMLElement;
  update(): void;
}

/** What is to be known once: announcements, refusals, having been put out of a room. */
export function noticesView(chat: Chat): NoticesView {
  const element = h('div', { class: 'notices', role: 'status' });
  return {
    element,
    update() {
      const w = words();
      element.replaceChildren(
        ...chat.notices.all.map((notice) =>
          h(
            'div',
            { class: `notice ${notice.kind}` },
            h('p', { dir: 'auto' }, ...sentence(notice)),
            h('button', { type: 'button', class: 'icon-button', 'aria-label': w.dismiss, onclick: () => chat.notices.dismiss(notice) }, icon('close')),
          ),
        ),
      );
    },
  };
}

function sentence(notice: Notice): (Node | string)[] {
  const w = words();
  switch (notice.kind) {
    case 'announcement':
      return [h('strong', {}, w.fromOperator(notice.from)), ' ', notice.text];
    case 'error':
      return [inWords(notice.error)];
    case 'left': {
      const reasons: Record<string, (room: string) => string> = w.roomLeft;
      return [(reasons[notice.reason] ?? w.roomLeft.other)(notice.roomId)];
    }
    case 'draining':
      return [w.draining];
    case 'expiring':
      return [w.tokenExpiring];
  }
}
