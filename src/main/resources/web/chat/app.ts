import { Chat, type Topic } from './model/chat.ts';
import { forgetDrafts } from './model/drafts.ts';
import { isRoomName } from './model/room-name.ts';
import { forget, savedRooms, savedSession, saveSession, type Session } from './session.ts';
import { shell, type Shell } from './view/shell.ts';
import { signInView } from './view/sign-in.ts';
import { languageTag, words } from './words/index.ts';

/** Where those go who have chosen no room, so that two who open the page meet. */
const FIRST_ROOM = 'lobby';
/** How the address of a room begins. */
const ROOM_ADDRESS = '#/room/';
/** How often the list of open rooms is asked for, in milliseconds. */
const ROOMS_EVERY_MS = 5_000;
/** How often those who have stopped typing are looked for, in milliseconds. */
const TYPING_EVERY_MS = 1_000;

/** The page: signed out, or in a chat. */
export class App {
  private readonly root: HTMLElement;
  private chat: Chat | undefined;
  private shell: Shell | undefined;
  private session: Session | undefined;

  constructor(root: HTMLElement) {
    this.root = root;
  }

  start(): void {
    window.addEventListener('hashchange', () => this.followAddress());
    document.addEventListener('visibilitychange', () => this.chat?.returned());
    window.addEventListener('pagehide', () => this.chat?.write());
    setInterval(() => this.whileVisible((chat) => void chat.directory.refresh()), ROOMS_EVERY_MS);
    setInterval(() => this.whileVisible(() => this.shell?.changed('typing')), TYPING_EVERY_MS);
    const session = savedSession();
    session === undefined ? this.askWho('') : this.enter(session);
  }

  private askWho(problem: string): void {
    document.documentElement.lang = languageTag();
    document.title = words().brand;
    const view = signInView(
      problem,
      (session) => this.enter(session),
      () => this.askWho(''),
    );
    this.root.replaceChildren(view);
    view.querySelector('input')?.focus();
  }

  private enter(session: Session): void {
    this.keep(session);
    const chat = new Chat(
      session,
      (topic) => this.changed(topic),
      (renewed) => this.keep(renewed),
    );
    this.chat = chat;
    chat.client.on('guest', ({ guestKey }) => this.keepGuest(guestKey));
    // Once in, a refused token is no reason to lose what one wrote: the client asks for another, and else the page says
    // that one has to sign in again.
    let refusal = '';
    chat.client.on('auth-failed', ({ code }) => (refusal = words().errors[code]));
    chat.client.on('state', ({ name }) => {
      if (name === 'closed' && chat === this.chat && chat.me === undefined) {
        this.leave(refusal);
      }
    });
    // The open endpoint lets in those who say nothing only where guests are welcome.
    chat.client.on('state', ({ name }) => name === 'sign-in-required' && this.leave(words().guestsOff));
    const rooms = savedRooms();
    rooms.forEach((room) => chat.enter(room));
    this.drawShell();
    chat.open(roomInAddress() ?? rooms[0] ?? FIRST_ROOM);
    this.shell?.focus();
  }

  /** @param byChoice whether one signs out, and takes along what was not sent */
  private leave(problem: string, byChoice = false): void {
    this.shell?.dispose();
    this.shell = undefined;
    const { chat } = this;
    this.chat = undefined; // first, or its end would be heard of here
    chat?.close();
    this.session = undefined;
    forget();
    if (byChoice) {
      forgetDrafts();
      chat?.reading.forget();
    }
    this.askWho(problem);
  }

  private drawShell(): void {
    const { chat } = this;
    if (chat === undefined) {
      return;
    }
    document.documentElement.lang = languageTag();
    this.shell?.dispose();
    this.shell = shell(chat, {
      signOut: () => this.leave('', true),
      signInAgain: () => this.leave(''),
      languageChanged: () => this.drawShell(),
    });
    this.root.replaceChildren(this.shell.element);
    this.shell.changed('current');
  }

  private changed(topic: Topic): void {
    if (topic === 'current' && this.chat !== undefined) {
      const room = this.chat.current?.id;
      const address = room === undefined ? location.pathname : `${ROOM_ADDRESS}${encodeURIComponent(room)}`;
      if (room !== roomInAddress()) {
        history.replaceState(null, '', address);
      }
    }
    this.shell?.changed(topic);
  }

  private followAddress(): void {
    const room = roomInAddress();
    if (room !== undefined) {
      this.chat?.open(room);
    }
  }

  private keepGuest(guestKey: string): void {
    if (this.session?.kind === 'guest') {
      this.keep({ ...this.session, guestKey });
    }
  }

  private keep(session: Session): void {
    this.session = session;
    saveSession(session);
  }

  private whileVisible(act: (chat: Chat) => void): void {
    if (this.chat?.client.user !== undefined && document.visibilityState === 'visible') {
      act(this.chat);
    }
  }
}

/** The room that the address names, so that a link leads into it; also where it names nothing else. */
function roomInAddress(): string | undefined {
  const { hash } = location;
  try {
    const room = decodeURIComponent(hash.slice(hash.startsWith(ROOM_ADDRESS) ? ROOM_ADDRESS.length : 1));
    return isRoomName(room) ? room : undefined;
  } catch {
    return undefined;
  }
}
