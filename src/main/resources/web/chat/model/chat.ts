import {
  connect,
  RoomcastError,
  type ConnectionState,
  type RoomcastClient,
  type RoomMessage,
  type User,
} from '../../client/index.ts';
import { saveRooms, type Session } from '../session.ts';
import { Drafts } from './drafts.ts';
import { People } from './people.ts';
import { Room, textOf } from './room.ts';
import { clientOptions } from './sign-in.ts';

/** What can have changed, for those who show it. */
export type Topic = 'state' | 'rooms' | 'log' | 'people' | 'typing' | 'current' | 'notice';

/** Something to tell the user once. */
export type Notice =
  | { readonly kind: 'announcement'; readonly from: string; readonly text: string }
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'left'; readonly roomId: string; readonly reason: string }
  | { readonly kind: 'draining' }
  | { readonly kind: 'expiring' };

export interface OpenRoom {
  readonly id: string;
  readonly memberCount: number;
}

/** Others are told at most so often that one is typing, in milliseconds. */
const TYPING_EVERY_MS = 3_000;
const EARLIER_PAGE = 50;
const MAX_NOTICES = 4;

/** The state of the chat: the client's events in, what the views show out. */
export class Chat {
  readonly client: RoomcastClient;
  readonly rooms = new Map<string, Room>();
  openRooms: readonly OpenRoom[] = [];
  current: Room | undefined;
  notices: Notice[] = [];
  me: User | undefined;
  private readonly changed: (topic: Topic) => void;
  private lastTyping = 0;
  readonly drafts: Drafts;
  private readonly people: People;

  /** @param renewed called with the session that a reload has to go on with */
  constructor(session: Session, changed: (topic: Topic) => void, renewed: (session: Session) => void) {
    this.changed = changed;
    this.client = connect(clientOptions(session, renewed));
    this.drafts = new Drafts(() => changed('log'));
    this.people = new People(this.client, () => changed('people'));
    this.listen(session);
  }

  get state(): ConnectionState {
    return this.client.state;
  }

  get unread(): number {
    return [...this.rooms.values()].reduce((sum, room) => sum + room.unread, 0);
  }

  /** Joins a room where one is not in it yet, and looks at it. */
  open(roomId: string): void {
    this.enter(roomId);
    this.show(roomId);
  }

  /** Joins a room without looking at it. */
  enter(roomId: string): void {
    if (this.rooms.has(roomId)) {
      return;
    }
    const room = new Room(this.client.room(roomId));
    this.rooms.set(roomId, room);
    saveRooms([...this.rooms.keys()]);
    this.changed('rooms');
    room.live.join().catch((error: unknown) => {
      if (!(error instanceof RoomcastError && error.code === 'closed')) {
        this.remove(roomId);
        this.tell({ kind: 'error', error });
      }
    });
  }

  show(roomId: string): void {
    const room = this.rooms.get(roomId);
    if (room === undefined || room === this.current) {
      return;
    }
    if (this.current !== undefined) {
      this.current.newFrom = undefined;
    }
    this.current = room;
    this.changed('current');
    this.readCurrent();
    this.refreshPeople();
  }

  /** The current room is in front of somebody's eyes. */
  readCurrent(): void {
    if (this.current !== undefined && this.current.unread > 0 && document.visibilityState === 'visible') {
      this.current.unread = 0;
      this.changed('rooms');
    }
  }

  leave(roomId: string): void {
    const room = this.rooms.get(roomId);
    this.remove(roomId);
    void room?.live.leave();
    this.refreshRooms();
  }

  say(text: string): void {
    const room = this.current;
    if (room === undefined) {
      return;
    }
    room.newFrom = undefined;
    this.lastTyping = 0;
    this.drafts.add(room, text);
  }

  delete(message: RoomMessage): void {
    this.rooms.get(message.roomId)?.live.delete(message.offset).catch((error: unknown) => {
      this.tell({ kind: 'error', error });
    });
  }

  typing(isTyping: boolean): void {
    const now = Date.now();
    if (this.current === undefined || (isTyping && now - this.lastTyping < TYPING_EVERY_MS)) {
      return;
    }
    if (isTyping || this.lastTyping > 0) {
      this.lastTyping = isTyping ? now : 0;
      this.current.live.signal({ kind: 'typing', typing: isTyping });
    }
  }

  async loadEarlier(): Promise<void> {
    const room = this.current;
    const before = room?.oldest;
    if (room === undefined || before === undefined || !room.hasEarlier || room.loadingEarlier || room.isFull) {
      return;
    }
    room.loadingEarlier = true;
    this.changed('log');
    try {
      const page = await room.live.history({ before, limit: EARLIER_PAGE });
      room.hasEarlier = page.hasMore ?? false;
      room.addEarlier(page.messages.filter((entry) => entry.type !== 'message-deleted'));
    } catch (error) {
      // Without a connection the next scroll tries again; anything else will not get better.
      if (!(error instanceof RoomcastError && (error.code === 'disconnected' || error.code === 'timeout'))) {
        room.hasEarlier = false;
        this.tell({ kind: 'error', error });
      }
    } finally {
      room.loadingEarlier = false;
      this.changed('log');
    }
  }

  async refreshRooms(): Promise<void> {
    try {
      this.openRooms = (await this.client.request({ type: 'get-rooms' })).rooms;
      this.changed('rooms');
    } catch {
      // The list keeps what it showed; the connection's state says the rest.
    }
  }

  dismiss(notice: Notice): void {
    this.notices = this.notices.filter((one) => one !== notice);
    this.changed('notice');
  }

  close(): void {
    this.people.stop();
    this.client.close();
  }

  private remove(roomId: string): void {
    this.rooms.delete(roomId);
    saveRooms([...this.rooms.keys()]);
    if (this.current?.id === roomId) {
      this.current = undefined;
      const next = [...this.rooms.keys()][0];
      next === undefined ? this.changed('current') : this.show(next);
    }
    this.changed('rooms');
  }

  private tell(notice: Notice): void {
    this.notices = [...this.notices, notice].slice(-MAX_NOTICES);
    this.changed('notice');
  }

  private listen(session: Session): void {
    const { client } = this;
    client.on('state', (state) => {
      if (state.name === 'open') {
        // A guest is called what they chose from their first request on; the welcome came before it.
        this.me = session.kind === 'guest' ? { ...state.user, username: session.name } : state.user;
        this.notices = this.notices.filter((notice) => notice.kind !== 'draining');
        this.changed('notice');
        void this.refreshRooms();
      }
      this.changed('state');
    });
    client.on('message', (message) => this.heard(message));
    client.on('message-deleted', (deletion) => {
      this.rooms.get(deletion.roomId)?.markDeleted(deletion.target);
      this.changed('log');
    });
    client.on('room-joined', ({ roomId, memberCount }) => {
      this.count(roomId, memberCount);
      this.refreshPeople();
    });
    client.on('replayed', ({ roomId, hasMore }) => {
      const room = this.rooms.get(roomId);
      if (room !== undefined) {
        // What came after a known place says nothing of what is before it.
        room.hasEarlier ||= hasMore;
        room.caughtUp = true;
        this.changed('log');
      }
    });
    client.on('not-recovered', ({ roomId }) => {
      this.rooms.get(roomId)?.startOver('historyLost');
      this.changed('log');
    });
    client.on('room-reset', ({ roomId }) => {
      this.rooms.get(roomId)?.startOver('roomReset');
      this.changed('log');
    });
    client.on('room-left', ({ roomId, reason }) => {
      this.remove(roomId);
      this.tell({ kind: 'left', roomId, reason: reason ?? 'other' });
    });
    client.on('user-joined', ({ roomId, memberCount }) => this.cameOrWent(roomId, memberCount));
    client.on('user-left', ({ roomId, memberCount, user }) => {
      this.rooms.get(roomId)?.isTyping(user, false);
      this.cameOrWent(roomId, memberCount);
    });
    client.on('room-stats', ({ roomId, memberCount }) => this.cameOrWent(roomId, memberCount));
    client.on('room-signal', ({ roomId, user, content }) => {
      if (user.id !== this.me?.id && typeof content === 'object' && 'typing' in content) {
        this.rooms.get(roomId)?.isTyping(user, content.typing === true);
        this.changed('typing');
      }
    });
    client.on('admin-message', ({ from, content }) => {
      this.tell({ kind: 'announcement', from, text: textOf(content) });
    });
    client.on('reconnect', () => this.tell({ kind: 'draining' }));
    client.on('token-expiring', () => this.tell({ kind: 'expiring' }));
    client.on('error', (error) => this.tell({ kind: 'error', error: RoomcastError.from(error) }));
  }

  private heard(message: RoomMessage & { readonly replayed: boolean }): void {
    const room = this.rooms.get(message.roomId);
    if (room === undefined) {
      return;
    }
    const isNews = room.caughtUp || !message.replayed;
    room.add(message);
    const seen = room === this.current && document.visibilityState === 'visible';
    if (!seen && isNews && message.user.id !== this.me?.id && message.deleted !== true) {
      room.newFrom = room.unread === 0 ? message.offset : room.newFrom;
      room.unread += 1;
      this.changed('rooms');
    }
    this.changed('log');
    this.changed('typing');
  }

  private cameOrWent(roomId: string, memberCount: number): void {
    this.count(roomId, memberCount);
    if (roomId === this.current?.id) {
      this.people.refreshSoon(this.current);
    }
  }

  private count(roomId: string, memberCount: number): void {
    const room = this.rooms.get(roomId);
    if (room !== undefined) {
      room.memberCount = memberCount;
      this.changed('rooms');
    }
  }

  private refreshPeople(): void {
    if (this.current !== undefined) {
      this.people.refresh(this.current);
    }
  }
}
