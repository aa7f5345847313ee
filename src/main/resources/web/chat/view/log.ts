import type { RoomMessage } from '../../client/index.ts';
import type { Chat } from '../model/chat.ts';
import { h, icon, reconcile, setText } from '../dom.ts';
import type { Room } from '../model/room.ts';
import { dayOf } from '../time.ts';
import { words } from '../words/index.ts';
import { continues, dayLine, draftLine, messageLine, newLine, noteLine } from './lines.ts';
import { ScrollKeeper } from './scroll-keeper.ts';

export interface LogView {
  readonly element: HTMLElement;
  update(): void;
  updateTyping(): void;
}

/** What a room says, oldest above: days, messages, one's own that are still on their way, and who is typing. */
export function logView(chat: Chat, askToDelete: (message: RoomMessage) => void): LogView {
  const w = words();
  const list = h('ol', { class: 'lines' });
  const earlier = h('button', { type: 'button', class: 'button small', onclick: () => void chat.loadEarlier() });
  const edge = h('p', { class: 'edge' });
  const log = h('div', { class: 'log', id: 'messages', role: 'log', tabindex: 0 }, h('div', { class: 'top' }, earlier, edge), list);
  const newest = h('button', { type: 'button', class: 'to-newest', 'aria-label': w.toNewest, title: w.toNewest, hidden: true }, icon('down'));
  const typing = h('p', { class: 'typing' });
  const scroll = new ScrollKeeper(log, {
    nearTop: () => void chat.loadEarlier(),
    atBottom: (is) => {
      newest.hidden = is;
    },
  });
  newest.addEventListener('click', () => scroll.toBottom());

  let shown: Room | undefined;
  /** What was drawn for each line, and from what, so that only what changed is drawn again. */
  let drawn = new Map<string, { readonly look: string; readonly element: HTMLElement }>();

  function draw(): HTMLElement[] {
    const room = chat.current;
    if (room === undefined) {
      return [];
    }
    const next: typeof drawn = new Map();
    const elements: HTMLElement[] = [];
    const put = (key: string, look: string, make: () => HTMLElement): void => {
      const before = drawn.get(key);
      const element = before?.look === look ? before.element : make();
      next.set(key, { look, element });
      elements.push(element);
    };
    let day = '';
    let previous: RoomMessage | undefined;
    for (const line of room.lines) {
      if (line.kind === 'note') {
        put(line.note.key, '', () => noteLine(line.note));
        previous = undefined;
        continue;
      }
      const { message } = line;
      const time = new Date(message.timestamp);
      if (dayOf(time) !== day) {
        day = dayOf(time);
        put(`day ${day}`, dayOf(new Date()), () => dayLine(time));
        previous = undefined;
      }
      if (message.offset === room.newFrom) {
        put('new', '', newLine);
        previous = undefined;
      }
      const own = message.user.id === chat.me?.id;
      const grouped = continues(previous, message);
      const remove = own ? () => askToDelete(message) : undefined;
      put(`${message.offset}`, `${own} ${grouped} ${message.deleted === true}`, () => messageLine(message, { own, grouped, remove }));
      previous = message;
    }
    const { me } = chat;
    for (const draft of me === undefined ? [] : room.drafts) {
      const actions = { retry: () => chat.drafts.retry(room, draft), discard: () => chat.drafts.discard(room, draft) };
      put(draft.messageId, String(draft.failure !== undefined), () => draftLine(draft, me ?? { id: '', username: '' }, actions));
    }
    drawn = next;
    return elements;
  }

  return {
    element: h('div', { class: 'log-pane' }, log, newest, typing),
    update() {
      const room = chat.current;
      const changedRoom = room !== shown;
      shown = room;
      if (changedRoom) {
        drawn = new Map();
        log.setAttribute('aria-label', room === undefined ? w.rooms : w.messages(room.id));
      }
      // A whole room, or a page of its past, is not news to be read out.
      const isNews = !changedRoom && room?.loadingEarlier !== true;
      log.setAttribute('aria-busy', String(!isNews));
      scroll.keep(changedRoom, () => {
        reconcile(list, draw());
        earlier.hidden = room === undefined || !room.hasEarlier || room.isFull || room.loadingEarlier;
        setText(earlier, w.earlier);
        setText(edge, room === undefined ? '' : edgeWords(room));
      });
      if (!isNews) {
        requestAnimationFrame(() => log.setAttribute('aria-busy', 'false'));
      }
    },
    updateTyping() {
      const names = (chat.current?.typists() ?? []).map((user) => (user.guest === true ? w.guestNamed(user.username) : user.username));
      const [one, two] = names;
      setText(
        typing,
        one === undefined ? '' : two === undefined ? w.typingOne(one) : names.length === 2 ? w.typingTwo(one, two) : w.typingMany,
      );
    },
  };

  function edgeWords(room: Room): string {
    if (room.loadingEarlier) {
      return w.loadingEarlier;
    }
    if (room.hasEarlier) {
      return room.isFull ? w.pageFull : '';
    }
    return room.lines.length + room.drafts.length === 0 ? w.noMessages : w.beginning;
  }
}
