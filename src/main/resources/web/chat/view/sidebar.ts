import type { Chat } from '../model/chat.ts';
import type { OpenRoom } from '../model/directory.ts';
import { isRoomName, roomName } from '../model/room-name.ts';
import { h, icon, setText } from '../dom.ts';
import { words } from '../words/index.ts';
import { alertsSwitch } from './alerts.ts';
import { avatar } from './avatar.ts';
import { languageSwitch } from './language.ts';

export interface SidebarView {
  readonly element: HTMLElement;
  update(): void;
  dispose(): void;
}

/** Of the open rooms; more are found by typing. */
const MAX_SHOWN = 50;

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
  const none = h('p', { class: 'hint' });
  const more = h('p', { class: 'hint' });
  const identity = h('div', { class: 'identity' });
  const search = joinForm(chat, actions.chosen);

  const element = h(
    'nav',
    { class: 'sidebar', id: 'rooms', 'aria-label': w.rooms },
    h(
      'div',
      { class: 'pane-head' },
      h('span', { class: 'brand' }, w.brand),
      h('button', { type: 'button', class: 'icon-button only-narrow', 'aria-label': w.closeRooms, onclick: actions.close }, icon('close')),
    ),
    search.element,
    h(
      'div',
      { class: 'pane-body' },
      h('h2', { id: 'own-rooms' }, w.yourRooms),
      own,
      h('h2', { id: 'open-rooms' }, w.openRooms),
      open,
      more,
      none,
    ),
    h(
      'div',
      { class: 'pane-foot' },
      identity,
      h('div', { class: 'row spread' }, languageSwitch(actions.languageChanged), alertsSwitch(chat.alerts)),
    ),
  );

  function go(roomId: string): void {
    search.clear();
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
      item.update(memberCount, joined ? (chat.rooms.get(id)?.unread(chat.me).count ?? 0) : 0);
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
      const { directory } = chat;
      const others = directory.rooms.filter((room) => !chat.rooms.has(room.id) && directory.matches(room.id));
      show(own, [...chat.rooms.values()].filter((room) => directory.matches(room.id)), true);
      show(open, others.slice(0, MAX_SHOWN), false);
      open.hidden = others.length === 0;
      none.hidden = others.length > 0;
      setText(none, directory.isSearching ? w.noRoomFound : w.noOpenRooms);
      more.hidden = others.length <= MAX_SHOWN;
      setText(more, w.moreRooms(others.length - MAX_SHOWN));
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
    dispose: () => chat.directory.search(''),
  };
}

/** Finds a room while one types, and joins or makes one of that name. */
function joinForm(chat: Chat, joined: () => void): { readonly element: HTMLElement; clear(): void } {
  const w = words();
  const input = h('input', {
    id: 'room-name',
    class: 'input',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    placeholder: w.roomNamePlaceholder,
    'aria-describedby': 'room-name-wrong',
    oninput: () => chat.directory.search(input.value),
  });
  const wrong = h('p', { class: 'field-error', id: 'room-name-wrong', role: 'alert' });

  function clear(): void {
    input.value = '';
    chat.directory.search('');
  }

  const element = h(
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
          clear();
          chat.open(room);
          joined();
        }
      },
    },
    h('label', { for: 'room-name' }, w.roomName),
    h('div', { class: 'row' }, input, h('button', { type: 'submit', class: 'button' }, w.join)),
    wrong,
  );
  return { element, clear };
}
