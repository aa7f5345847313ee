import type { RoomMessage } from '../../client/index.ts';
import { h, icon, setText } from '../dom.ts';
import type { Chat, Topic } from '../model/chat.ts';
import { words } from '../words/index.ts';
import { composerView } from './composer.ts';
import { confirmDialog } from './confirm.ts';
import { Drawers } from './drawers.ts';
import { logView } from './log.ts';
import { noticesView } from './notices.ts';
import { peopleView } from './people.ts';
import { sidebarView } from './sidebar.ts';
import { statusView } from './status.ts';

export interface ShellActions {
  signOut(): void;
  signInAgain(): void;
  languageChanged(): void;
}

export interface Shell {
  readonly element: HTMLElement;
  changed(topic: Topic): void;
  focus(): void;
  dispose(): void;
}

/** The chat's page: rooms, messages, people, each drawn again at most once a frame. */
export function shell(chat: Chat, actions: ShellActions): Shell {
  const w = words();
  const title = h('h1', { class: 'room-title', dir: 'auto' });
  const count = h('p', { class: 'room-subtitle' });
  const status = statusView(chat, actions.signInAgain);
  const notices = noticesView(chat);
  const people = peopleView(
    chat,
    () => drawers.close(),
    (member) => {
      const roomId = chat.current?.id;
      if (roomId !== undefined) {
        confirmDialog(w.kickQuestion(member.username, roomId), w.kickYes, () => chat.kick(roomId, member));
      }
    },
  );
  const composer = composerView(chat);
  const log = logView(chat, (message: RoomMessage) =>
    confirmDialog(w.deleteQuestion, w.deleteYes, () => chat.delete(message)),
  );
  const sidebar = sidebarView(chat, {
    chosen: () => {
      drawers.close();
      composer.focus();
    },
    close: () => drawers.close(),
    signOut: actions.signOut,
    languageChanged: actions.languageChanged,
  });
  const nowhere = h('p', { class: 'nowhere' }, w.noRoom);
  const main = h(
    'main',
    { class: 'conversation' },
    h(
      'header',
      { class: 'conversation-head' },
      h('button', { type: 'button', class: 'icon-button only-narrow', 'aria-label': w.showRooms, onclick: () => drawers.open('rooms') }, icon('menu')),
      h('div', { class: 'titles' }, title, count),
      status.pill,
      h('button', { type: 'button', class: 'icon-button only-drawer', 'aria-label': w.showPeople, onclick: () => drawers.open('people') }, icon('people')),
    ),
    status.banner,
    notices.element,
    nowhere,
    log.element,
    composer.element,
  );
  const element = h(
    'div',
    { class: 'shell' },
    h('a', { class: 'skip', href: '#messages', onclick: skipTo('messages') }, w.skipToMessages),
    h('a', { class: 'skip', href: '#message', onclick: skipTo('message') }, w.skipToWriting),
    sidebar.element,
    main,
    people.element,
    h('div', { class: 'shade', onclick: () => drawers.close() }),
  );
  const drawers = new Drawers(element, sidebar.element, people.element, main);

  const draw: Record<Topic, () => void> = {
    state: () => {
      status.update();
      sidebar.update();
      people.update();
    },
    rooms: () => {
      sidebar.update();
      heading();
    },
    log: () => log.update(),
    typing: () => log.updateTyping(),
    people: () => people.update(),
    notice: () => notices.update(),
    current: () => {
      heading();
      sidebar.update();
      composer.update();
      log.update();
      log.updateTyping();
      people.update();
    },
  };

  function heading(): void {
    const room = chat.current;
    setText(title, room?.id ?? w.brand);
    setText(count, room === undefined ? '' : w.connected(room.memberCount));
    nowhere.hidden = room !== undefined;
    log.element.hidden = room === undefined;
    retitle();
  }

  function retitle(): void {
    const room = chat.current;
    document.title = [chat.unread > 0 ? `(${chat.unread})` : '', room === undefined ? '' : `${room.id} ·`, w.brand]
      .filter((part) => part !== '')
      .join(' ');
  }

  const pending = new Set<Topic>();
  let frame = 0;

  function drawPending(): void {
    frame = 0;
    const topics = [...pending];
    pending.clear();
    topics.forEach((topic) => draw[topic]());
  }

  (Object.keys(draw) as Topic[]).forEach((topic) => draw[topic]());

  return {
    element,
    changed(topic) {
      pending.add(topic);
      if (document.visibilityState === 'hidden') {
        retitle(); // a hidden page has no frames, and its title is what is seen of it
      }
      if (frame === 0) {
        frame = requestAnimationFrame(drawPending);
      }
    },
    focus() {
      cancelAnimationFrame(frame);
      drawPending(); // what is not drawn yet cannot take the focus
      composer.focus();
    },
    dispose() {
      cancelAnimationFrame(frame);
      drawers.dispose();
      people.dispose();
      sidebar.dispose();
    },
  };
}

/** Moves the focus itself: the address's fragment is the room. */
function skipTo(id: string): (event: Event) => void {
  return (event) => {
    event.preventDefault();
    document.getElementById(id)?.focus();
  };
}
