import type { RoomMessage } from '../../client/index.ts';
import type { Chat } from '../model/chat.ts';
import { h, icon, setText } from '../dom.ts';
import { textOf, type Room } from '../model/room.ts';
import { words } from '../words/index.ts';
import { elementOf, lookOf, NEW, rowsOf, type LogRow } from './rows.ts';
import { VirtualList, type Place } from './virtual-list.ts';

export interface LogView {
  readonly element: HTMLElement;
  update(): void;
  updateTyping(): void;
}

/** What a room says, oldest above, and who is typing. */
export function logView(chat: Chat, askToDelete: (message: RoomMessage) => void): LogView {
  const w = words();
  const lines = h('ol', { class: 'lines' });
  const earlier = h('button', { type: 'button', class: 'button small', onclick: () => void chat.loadEarlier() });
  const edge = h('p', { class: 'edge' });
  // Rows come and go as one scrolls, which is no news: what is new is read out from a place of its own.
  const log = h(
    'div',
    { class: 'log', id: 'messages', role: 'log', 'aria-live': 'off', tabindex: 0 },
    h('div', { class: 'top' }, earlier, edge),
    lines,
  );
  const spoken = h('p', { class: 'hidden', 'aria-live': 'polite' });
  const newest = h(
    'button',
    { type: 'button', class: 'to-newest', 'aria-label': w.toNewest, title: w.toNewest, hidden: true, onclick: () => list.toEnd() },
    icon('down'),
  );
  const typing = h('p', { class: 'typing' });
  let shown: Room | undefined;
  let spokenTo = 0;

  const list = new VirtualList<LogRow>(log, lines, {
    look: lookOf,
    isFixed: ({ kind }) => kind === 'message' || kind === 'draft',
    make: (row) =>
      elementOf(row, {
        askToDelete,
        retry: (draft) => shown && chat.drafts.retry(shown, draft),
        discard: (draft) => shown && chat.drafts.discard(shown, draft),
      }),
    scrolled,
    nearTop: () => void chat.loadEarlier(),
  });

  function scrolled(): void {
    newest.hidden = list.atEnd;
    const row = list.lastInView;
    const read = list.atEnd ? shown?.newest : row?.kind === 'message' ? row.message.offset : undefined;
    if (shown !== undefined && read !== undefined) {
      chat.read(shown, read);
    }
  }

  function placeFor(room: Room, changedRoom: boolean): Place {
    const { openAt } = room;
    room.openAt = undefined;
    if (room.newFrom !== undefined && (openAt === 'new' || (openAt === 'new-if-at-end' && list.atEnd))) {
      return { top: NEW };
    }
    return openAt === 'end' || changedRoom ? 'end' : 'kept';
  }

  /** The newest message of somebody else, for those who listen. */
  function speak(room: Room, changedRoom: boolean): void {
    const last = room.lines.findLast((line) => line.kind === 'message');
    if (last?.kind !== 'message' || last.message.offset === spokenTo) {
      return;
    }
    spokenTo = last.message.offset;
    // A whole room, or what was missed, is not read out.
    if (!changedRoom && room.caughtUp && last.message.user.id !== chat.me?.id) {
      setText(spoken, `${last.message.user.username}: ${textOf(last.message.content)}`);
    }
  }

  function isEmpty(room: Room): boolean {
    return room.lines.length + room.drafts.length === 0 && !room.hasEarlier && !room.loadingEarlier;
  }

  function edgeWords(room: Room): string {
    if (room.loadingEarlier) {
      return w.loadingEarlier;
    }
    if (room.hasEarlier) {
      return room.isFull ? w.pageFull : '';
    }
    return isEmpty(room) ? w.noMessages : w.beginning;
  }

  return {
    element: h('div', { class: 'log-pane' }, log, spoken, newest, typing),
    update() {
      const room = chat.current;
      const changedRoom = room !== shown;
      shown = room;
      if (room === undefined) {
        list.forget();
        list.update([]);
        return;
      }
      if (changedRoom) {
        list.forget();
        setText(spoken, '');
        log.setAttribute('aria-label', w.messages(room.id));
      }
      earlier.hidden = !room.hasEarlier || room.isFull || room.loadingEarlier;
      setText(earlier, w.earlier);
      log.classList.toggle('empty', isEmpty(room));
      setText(edge, edgeWords(room));
      list.update(rowsOf(chat, room), placeFor(room, changedRoom));
      speak(room, changedRoom);
    },
    updateTyping() {
      const names = (chat.current?.typing.who() ?? []).map((user) => (user.guest === true ? w.guestNamed(user.username) : user.username));
      const [one, two] = names;
      setText(
        typing,
        one === undefined ? '' : two === undefined ? w.typingOne(one) : names.length === 2 ? w.typingTwo(one, two) : w.typingMany,
      );
    },
  };
}
