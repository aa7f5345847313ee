import type { Chat } from '../model/chat.ts';
import { h, icon } from '../dom.ts';
import type { Member } from '../../client/index.ts';
import { words } from '../words/index.ts';
import { avatar } from './avatar.ts';
import { detailsView } from './details.ts';

export interface PeopleView {
  readonly element: HTMLElement;
  update(): void;
  dispose(): void;
}

/** Who is in the room that is shown, and how the connection is. */
export function peopleView(chat: Chat, close: () => void, askToKick: (member: Member) => void): PeopleView {
  const w = words();
  const list = h('ul', { class: 'people' });
  const more = h('p', { class: 'hint' });
  const details = detailsView(chat);
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
    details.element,
  );

  function personLine(member: Member): HTMLElement {
    const isMe = member.id === chat.me?.id;
    const mayKick = !isMe && chat.current !== undefined && chat.mayModerate(chat.current.id);
    return h(
      'li',
      {},
      avatar(member),
      h('span', { class: 'person', dir: 'auto' }, member.username),
      isMe && h('span', { class: 'tag' }, w.you),
      !isMe && member.guest === true && h('span', { class: 'tag' }, w.guest),
      mayKick &&
        h(
          'button',
          { type: 'button', class: 'icon-button kick', 'aria-label': w.kick(member.username), title: w.kick(member.username), onclick: () => askToKick(member) },
          icon('close'),
        ),
    );
  }

  return {
    element,
    update() {
      const room = chat.current;
      const members = room === undefined || room.members === 'hidden' ? [] : room.members;
      list.replaceChildren(...members.map(personLine));
      const unlisted = room?.unlisted ?? 0;
      more.textContent = room?.members === 'hidden' ? w.peopleHidden : unlisted > 0 ? w.morePeople(unlisted) : '';
    },
    dispose: details.dispose,
  };
}
