import type { Chat } from '../model/chat.ts';
import { isRoomName, roomName } from '../model/room-name.ts';
import { h, icon } from '../dom.ts';
import { words } from '../words/index.ts';
import { avatar } from './avatar.ts';
import { languageSwitch } from './language.ts';

export interface SidebarView {
  readonly element: HTMLElement;
  update(): void;
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

  function roomItem(roomId: string, memberCount: number, unread: number, joined: boolean): HTMLElement {
    const isCurrent = chat.current?.id === roomId;
    const button = h(
      'button',
      {
        type: 'button',
        class: 'room',
        'aria-current': isCurrent ? 'true' : undefined,
        'data-room': roomId,
        onclick: () => go(roomId),
      },
      h('span', { class: 'room-name', dir: 'auto' }, roomId),
      unread > 0 &&
        h('span', { class: 'badge' }, unread > 99 ? '99+' : String(unread), h('span', { class: 'hidden' }, ` ${w.unread(unread)}`)),
      h(
        'span',
        { class: 'room-count', title: w.connected(memberCount) },
        icon('people'),
        String(memberCount),
        h('span', { class: 'hidden' }, ` ${w.connected(memberCount)}`),
      ),
    );
    const leave =
      joined &&
      h(
        'button',
        { type: 'button', class: 'icon-button leave', 'aria-label': w.leaveRoom(roomId), title: w.leaveRoom(roomId), onclick: () => chat.leave(roomId) },
        icon('leave'),
      );
    return h('li', {}, button, leave);
  }

  return {
    element,
    update() {
      const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['room'] : undefined;
      const others = chat.openRooms.filter((room) => !chat.rooms.has(room.id));
      own.replaceChildren(
        ...[...chat.rooms.values()].map((room) => roomItem(room.id, room.memberCount, room.unread, true)),
      );
      open.replaceChildren(...others.map((room) => roomItem(room.id, room.memberCount, 0, false)));
      open.hidden = others.length === 0;
      none.hidden = others.length > 0;
      if (focused !== undefined) {
        element.querySelector<HTMLElement>(`[data-room="${CSS.escape(focused)}"]`)?.focus();
      }
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
