import {
  connect,
  RoomcastError,
  type ConnectionState,
  type Member,
  type MemberChange,
  type RoomcastClient,
  type RoomMessage,
  type SignedInUser,
} from '../../client/index.ts';
import { saveRooms, type Session } from '../session.ts';
import { Alerts } from './alerts.ts';
import { claimsOf, mayModerate, type Claims } from './claims.ts';
import { Directory } from './directory.ts';
import { Drafts } from './drafts.ts';
import { Notices } from './notices.ts';
import { Past } from './past.ts';
import { People } from './people.ts';
import { Reading } from './reading.ts';
import { Room, textOf } from './room.ts';
import { clientOptions } from './sign-in.ts';
import { Vitals } from './vitals.ts';

/** What can have changed, for those who show it. */
export type Topic = 'state' | 'rooms' | 'log' | 'people' | 'typing' | 'current' | 'notice';

/** The state of the chat: the client's events in, what the views show out. */
export class Chat {
  readonly client: RoomcastClient;
  readonly rooms = new Map<string, Room>();
  current: Room | undefined;
  me: SignedInUser | undefined;
  readonly drafts: Drafts;
  readonly reading: Reading;
  readonly notices: Notices;
  readonly directory: Directory;
  readonly alerts = new Alerts();
  readonly vitals: Vitals;
  private readonly changed: (topic: Topic) => void;
  private readonly people: People;
  private readonly past: Past;
  private claims: Claims;

  /** @param renewed called with the session that a reload has to go on with */
  constructor(session: Session, changed: (topic: Topic) => void, renewed: (session: Session) => void) {
    this.changed = changed;
    const isGuest = session.kind === 'guest';
    this.claims = isGuest ? {} : claimsOf(session.token);
    this.client = connect(
      clientOptions(session, (next) => {
        this.claims = next.kind === 'guest' ? {} : claimsOf(next.token);
        renewed(next);
      }),
    );
    this.drafts = new Drafts(this.rooms, isGuest ? 'guest' : this.claims.userId, () => changed('log'));
    this.reading = new Reading(this.claims.userId, isGuest);
    this.notices = new Notices(() => changed('notice'));
    this.directory = new Directory(this.client, () => changed('rooms'));
    this.vitals = new Vitals(this.client);
    this.people = new People(this.client, () => changed('people'));
    this.past = new Past(this.notices, () => changed('log'));
    this.listen(session);
  }

  get state(): ConnectionState {
    return this.client.state;
  }

  get unread(): number {
    return [...this.rooms.values()].reduce((sum, room) => sum + room.unread(this.me).count, 0);
  }

  /** Whether one may delete what others wrote in this room, and put them out of it. */
  mayModerate(roomId: string): boolean {
    return mayModerate(this.me, this.claims, roomId);
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
    this.drafts.restore(room);
    saveRooms([...this.rooms.keys()]);
    this.changed('rooms');
    const since = this.reading.position(roomId);
    room.readTo = since?.offset;
    room.live.join(since === undefined ? {} : { since }).catch((error: unknown) => {
      if (!(error instanceof RoomcastError && error.code === 'closed')) {
        this.remove(roomId);
        this.notices.tell({ kind: 'error', error });
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
      this.current.typing.tell(this.current.live, false);
    }
    this.current = room;
    this.openWhereOneLeftOff(room);
    this.changed('current');
    this.refreshPeople();
  }

  /** The page is looked at again. */
  returned(): void {
    if (this.current !== undefined && document.visibilityState === 'visible') {
      const { from } = this.current.unread(this.me);
      if (from !== undefined) {
        this.current.newFrom = from;
        this.current.openAt = 'new-if-at-end';
        this.changed('log');
      }
    }
  }

  /** Everything up to this offset has been before somebody's eyes. */
  read(room: Room, offset: number): void {
    const { position } = room.live;
    if (document.visibilityState === 'visible' && position !== undefined && offset > (room.readTo ?? 0) && room.caughtUp) {
      room.readTo = offset;
      this.reading.readTo(room.id, { epoch: position.epoch, offset });
      this.changed('rooms');
    }
  }

  leave(roomId: string): void {
    const room = this.rooms.get(roomId);
    this.remove(roomId);
    void room?.live.leave();
    void this.directory.refresh();
  }

  say(text: string): void {
    const room = this.current;
    if (room === undefined) {
      return;
    }
    room.newFrom = undefined;
    room.openAt = 'end';
    room.typing.said();
    this.drafts.add(room, text);
  }

  delete(message: RoomMessage): void {
    this.rooms.get(message.roomId)?.live.delete(message.offset).catch((error: unknown) => {
      this.notices.tell({ kind: 'error', error });
    });
  }

  kick(roomId: string, member: Member): void {
    this.client.request({ type: 'kick', roomId, userId: member.id }).catch((error: unknown) => {
      this.notices.tell({ kind: 'error', error });
    });
  }

  typing(isTyping: boolean): void {
    this.current?.typing.tell(this.current.live, isTyping);
  }

  /** A page of the current room's past. */
  async loadEarlier(): Promise<void> {
    if (this.current !== undefined) {
      await this.past.load(this.current);
    }
  }

  /** The page may go now, and come back with what is written down. */
  write(): void {
    this.reading.write();
    this.drafts.write();
  }

  close(): void {
    this.people.stop();
    this.reading.write();
    this.drafts.stop();
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

  private listen(session: Session): void {
    const { client } = this;
    client.on('state', (state) => {
      if (state.name === 'open') {
        // A guest is called what they chose from their first request on; the welcome came before it.
        this.me = session.kind === 'guest' ? { ...state.user, username: session.name } : state.user;
        this.drafts.open();
        this.notices.drop('draining');
        void this.directory.refresh();
      }
      this.changed('state');
    });
    client.on('message', (message) => this.heard(message));
    client.on('message-deleted', (deletion) => {
      this.rooms.get(deletion.roomId)?.markDeleted(deletion.target);
      this.changed('log');
    });
    client.on('room-joined', ({ roomId, memberCount, resumed }) => {
      this.count(roomId, memberCount);
      resumed && this.rooms.get(roomId)?.crowd.resumed();
      this.refreshPeople();
    });
    client.on('replayed', ({ roomId, hasMore }) => {
      const room = this.rooms.get(roomId);
      if (room !== undefined) {
        this.caughtUp(room, hasMore);
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
      this.notices.tell({ kind: 'left', roomId, reason: reason ?? 'other' });
    });
    client.on('user-joined', (change) => this.cameOrWent(change, true));
    client.on('user-left', (change) => {
      this.rooms.get(change.roomId)?.typing.heard(change.user, false);
      this.cameOrWent(change, false);
    });
    client.on('room-stats', ({ roomId, memberCount }) => this.crowdChanged(roomId, memberCount));
    client.on('room-signal', ({ roomId, user, content }) => {
      if (user.id !== this.me?.id && typeof content === 'object' && 'typing' in content) {
        this.rooms.get(roomId)?.typing.heard(user, content.typing === true);
        this.changed('typing');
      }
    });
    client.on('admin-message', ({ from, content }) => {
      this.notices.tell({ kind: 'announcement', from, text: textOf(content) });
    });
    client.on('reconnect', () => this.notices.tell({ kind: 'draining' }));
    client.on('token-expiring', () => this.notices.tell({ kind: 'expiring' }));
    client.on('error', (error) => this.notices.tell({ kind: 'error', error: RoomcastError.from(error) }));
  }

  private heard(message: RoomMessage & { readonly replayed: boolean }): void {
    const room = this.rooms.get(message.roomId);
    if (room === undefined) {
      return;
    }
    room.add(message);
    if (message.user.id === this.me?.id) {
      this.drafts.write(); // without the one that this was
    } else if (!message.replayed) {
      const { username } = message.user;
      this.alerts.show(`${username} · ${room.id}`, textOf(message.content), room.id, () => this.show(room.id));
    }
    this.changed('rooms');
    this.changed('log');
    this.changed('typing');
  }

  /** What was missed has come: on opening the page, and after each lost connection. */
  private caughtUp(room: Room, hasMore: boolean): void {
    const isFirst = !room.caughtUp;
    const isResumed = room.readTo !== undefined;
    room.caughtUp = true;
    room.hasEarlier ||= hasMore;
    if (isFirst && isResumed) {
      // What came after a known place says nothing of what is before it.
      room.hasEarlier ||= room.readTo !== 0;
      void this.past.load(room);
    } else if (isFirst) {
      room.readTo = room.newest ?? 0;
    }
    if (isFirst && room === this.current) {
      this.openWhereOneLeftOff(room);
    }
    this.changed('rooms');
    this.changed('log');
  }

  /** The place that a room opens at is drawn with it. */
  private openWhereOneLeftOff(room: Room): void {
    const { from } = room.unread(this.me);
    room.newFrom = from ?? room.newFrom;
    room.openAt = from === undefined ? (room.openAt ?? 'end') : 'new';
  }

  private cameOrWent({ roomId, user, memberCount }: MemberChange, joined: boolean): void {
    const room = this.rooms.get(roomId);
    if (room !== undefined && user.id !== this.me?.id && (joined ? room.crowd.joined(user) : room.crowd.left(user))) {
      room.cameOrWent(user, joined);
      this.changed('log');
    }
    this.crowdChanged(roomId, memberCount);
  }

  private crowdChanged(roomId: string, memberCount: number): void {
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
