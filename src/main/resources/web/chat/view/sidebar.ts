import type { Chat, OpenRoom } from '../model/chat.ts';
import { isRoomName, roomName } from '../model/room-name.ts';
import { h, icon, setText } from '../dom.ts';
import { words } from '../words/index.ts';
import { avatar } from './avatar.ts';
import { languageSwitch } from './language.ts';

export interface SidebarView {
  readonly element: HTMLElement;
  update(): void;
}

interface RoomItem {
  readonly element: HTMLElement;
  update(memberCount: number, unread: number): void;
}

export interface SidebarActions {
  /** A room was chosen. */
  chosen(): void;
  close(): void;
  signOut(): void;
  languageChanged(): void;
}

/** The rooms: one's own with what is unread, the open ones with how many are there, and a way to a new one. */
export function sidebarView(chat: Chat, actions: SidebarActions): SidebarView {
  const w = words();
  const own = h('ul', { class: 'rooms', 'aria-labelledby': 'own-rooms' });
  const open = h('ul', { class: 'rooms', 'aria-labelledby': 'open-rooms' });
  const none = h('p', { class: 'hint' }, w.noOpenRooms);
  const identity = h('div', { class: 'identity' });

  const element = h(
    'nav',
    { class: 'sidebar', id: 'rooms', 'aria-label': w.rooms },
    h(
      'div',
      { class: 'pane-head' },
      h('span', { class: 'brand' }, w.brand),
      h('button', { type: 'button', class: 'icon-button only-narrow', 'aria-label': w.closeRooms, onclick: actions.close }, icon('close')),
    ),
    joinForm(chat, actions.chosen),
    h(
      'div',
      { class: 'pane-body' },
      h('h2', { id: 'own-rooms' }, w.yourRooms),
      own,
      h('h2', { id: 'open-rooms' }, w.openRooms),
      open,
      none,
    ),
    h('div', { class: 'pane-foot' }, identity, languageSwitch(actions.languageChanged)),
  );

  function go(roomId: string): void {
    chat.open(roomId);
    actions.chosen();
  }

  const items = new Map<string, RoomItem>();

  /** The rooms in this order, each in the element that it had: one that is focused or being clicked stays as it is. */
  function show(list: HTMLElement, rooms: readonly OpenRoom[], joined: boolean): void {
    const elements = rooms.map(({ id, memberCount }) => {
      const key = `${joined} ${id}`;
      const item = items.get(key) ?? roomItem(id, joined);
      items.set(key, item);
      item.update(memberCount, joined ? (chat.rooms.get(id)?.unread ?? 0) : 0);
      return item.element;
    });
    elements.forEach((one, index) => {
      if (list.children[index] !== one) {
        list.insertBefore(one, list.children[index] ?? null);
      }
    });
    [...list.children].slice(elements.length).forEach((gone) => gone.remove());
    const keys = new Set(rooms.map(({ id }) => `${joined} ${id}`));
    [...items.keys()].filter((key) => key.startsWith(`${joined} `) && !keys.has(key)).forEach((key) => items.delete(key));
  }

  function roomItem(roomId: string, joined: boolean): RoomItem {
    const badge = h('span', { class: 'badge' });
    const number = h('span');
    const countWords = h('span', { class: 'hidden' });
    const count = h('span', { class: 'room-count' }, icon('people'), number, countWords);
    const button = h(
      'button',
      { type: 'button', class: 'room', 'data-room': roomId, onclick: () => go(roomId) },
      h('span', { class: 'room-name', dir: 'auto' }, roomId),
      count,
    );
    const leave =
      joined &&
      h(
        'button',
        { type: 'button', class: 'icon-button leave', 'aria-label': w.leaveRoom(roomId), title: w.leaveRoom(roomId), onclick: () => chat.leave(roomId) },
        icon('leave'),
      );
    return {
      element: h('li', {}, button, leave),
      update(memberCount, unread) {
        if (unread > 0) {
          badge.replaceChildren(unread > 99 ? '99+' : String(unread), h('span', { class: 'hidden' }, ` ${w.unread(unread)}`));
          count.before(badge);
        } else {
          badge.remove();
        }
        setText(number, String(memberCount));
        setText(countWords, ` ${w.connected(memberCount)}`);
        count.title = w.connected(memberCount);
        chat.current?.id === roomId ? button.setAttribute('aria-current', 'true') : button.removeAttribute('aria-current');
      },
    };
  }

  return {
    element,
    update() {
      const others = chat.openRooms.filter((room) => !chat.rooms.has(room.id));
      show(own, [...chat.rooms.values()], true);
      show(open, others, false);
      open.hidden = others.length === 0;
      none.hidden = others.length > 0;
      const { me } = chat;
      identity.replaceChildren(
        ...(me === undefined ? [] : [avatar(me)]),
        h(
          'div',
          { class: 'identity-text' },
          h('span', { class: 'hidden' }, `${w.signedInAs} `),
          h('strong', { dir: 'auto' }, me?.username ?? ''),
          me?.guest === true && h('span', { class: 'tag' }, w.guest),
        ),
        h('button', { type: 'button', class: 'button small', onclick: actions.signOut }, w.signOut),
      );
    },
  };
}

function joinForm(chat: Chat, joined: () => void): HTMLElement {
  const w = words();
  const input = h('input', {
    id: 'room-name',
    class: 'input',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    placeholder: w.roomNamePlaceholder,
    'aria-describedby': 'room-name-wrong',
  });
  const wrong = h('p', { class: 'field-error', id: 'room-name-wrong', role: 'alert' });
  return h(
    'form',
    {
      class: 'join-form',
      novalidate: true,
      onsubmit: (event: Event) => {
        event.preventDefault();
        const room = roomName(input.value);
        const good = isRoomName(room);
        wrong.textContent = good ? '' : w.roomNameWrong;
        input.setAttribute('aria-invalid', String(!good));
        if (good) {
          input.value = '';
          chat.open(room);
          joined();
        }
      },
    },
    h('label', { for: 'room-name' }, w.roomName),
    h('div', { class: 'row' }, input, h('button', { type: 'submit', class: 'button' }, w.join)),
    wrong,
  );
}
