import type { Chat } from '../model/chat.ts';
import { h, icon } from '../dom.ts';
import { words } from '../words/index.ts';
import { avatar } from './avatar.ts';

export interface PeopleView {
  readonly element: HTMLElement;
  update(): void;
}

/** Who is in the room that is shown. */
export function peopleView(chat: Chat, close: () => void): PeopleView {
  const w = words();
  const list = h('ul', { class: 'people' });
  const more = h('p', { class: 'hint' });
  const element = h(
    'aside',
    { class: 'people-pane', id: 'people', 'aria-label': w.people },
    h(
      'div',
      { class: 'pane-head' },
      h('h2', {}, w.people),
      h('button', { type: 'button', class: 'icon-button only-drawer', 'aria-label': w.closePeople, onclick: close }, icon('close')),
    ),
    h('div', { class: 'pane-body' }, list, more),
  );

  return {
    element,
    update() {
      const room = chat.current;
      const members = room === undefined || room.members === 'hidden' ? [] : room.members;
      list.replaceChildren(
        ...members.map((member) =>
          h(
            'li',
            {},
            avatar(member),
            h('span', { class: 'person', dir: 'auto' }, member.username),
            member.id === chat.me?.id && h('span', { class: 'tag' }, w.you),
            member.id !== chat.me?.id && member.guest === true && h('span', { class: 'tag' }, w.guest),
          ),
        ),
      );
      const unlisted = room?.unlisted ?? 0;
      more.textContent = room?.members === 'hidden' ? w.peopleHidden : unlisted > 0 ? w.morePeople(unlisted) : '';
    },
  };
}
