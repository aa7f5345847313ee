import { notConnected, type RoomcastError } from './errors.ts';
import type { RoomEvents } from './events.ts';
import { Members } from './members.ts';
import type {
  LogEntry,
  Member,
  MemberChange,
  MessageHistory,
  Position,
  RoomJoined,
  RoomReset,
  RoomStats,
} from './protocol.ts';
import { newStay, type Holder, type JoinOptions, type RoomsHost, type Stay } from './stay.ts';

/** Before another try where the server or its store was too busy to let us in. */
const JOIN_RETRY_MS = 1_000;

/** The rooms one wants to be in, and how far each one's log has been read. */
export class Rooms {
  readonly #host: RoomsHost;
  readonly #rooms = new Map<string, Stay>();

  constructor(host: RoomsHost) {
    this.#host = host;
  }

  get ids(): string[] {
    return [...this.#rooms.keys()];
  }

  has(roomId: string): boolean {
    return this.#rooms.has(roomId);
  }

  isOpen(roomId: string): boolean {
    return this.#rooms.get(roomId)?.phase === 'in';
  }

  position(roomId: string): Position | undefined {
    return this.#rooms.get(roomId)?.cursor.position;
  }

  members(roomId: string): readonly Member[] {
    return this.#rooms.get(roomId)?.members?.list ?? [];
  }

  /** Holds the room from now on, through every reconnect. Resolves when it is joined, at once where it is already. */
  join(roomId: string, holder: Holder, options: JoinOptions): Promise<RoomJoined> {
    if (this.#host.isClosed()) {
      return Promise.reject(notConnected());
    }
    const room = this.#rooms.get(roomId) ?? this.#add(roomId, options);
    room.holders.add(holder);
    if (options.members === true && room.members === undefined) {
      room.members = new Members({
        page: (cursor) => this.#host.askForMembers(roomId, cursor),
        changed: (members) => this.tell(roomId, 'members', members),
      });
      if (room.phase === 'in' && room.joined !== undefined) {
        room.members.load(room.joined.memberCount);
      }
    }
    if (room.joined !== undefined && (room.phase === 'in' || room.phase === 'replaying')) {
      return Promise.resolve(room.joined);
    }
    return new Promise((resolve, reject) => {
      room.waiting.push({ holder, resolve, reject });
      if (room.phase === 'out') {
        this.#enter(room);
      }
    });
  }

  /** Lets go of the room. True where nobody holds it any more, and it is to be left. */
  release(roomId: string, holder: Holder, error: RoomcastError): boolean {
    const room = this.#rooms.get(roomId);
    if (room?.holders.delete(holder) !== true) {
      return false;
    }
    const gone = room.waiting.filter((one) => one.holder === holder);
    room.waiting = room.waiting.filter((one) => one.holder !== holder);
    gone.forEach((one) => one.reject(error));
    return room.holders.size === 0 && this.drop(roomId, error);
  }

  /** Wants it no more, whoever holds it. */
  drop(roomId: string, error: RoomcastError): boolean {
    const room = this.#rooms.get(roomId);
    this.#rooms.delete(roomId);
    room?.members?.stop();
    room?.waiting.splice(0).forEach((one) => one.reject(error));
    room?.holders.forEach((holder) => holder.end());
    return room !== undefined;
  }

  /** No connection will come: who waits to be in is told so. Rooms that one was in are kept for another start. */
  giveUp(error: RoomcastError): void {
    this.leaveAll();
    for (const room of [...this.#rooms.values()]) {
      room.holders.forEach((holder) => holder.end());
      room.waiting.splice(0).forEach((one) => one.reject(error));
      if (room.joined === undefined) {
        this.drop(room.id, error);
      }
    }
  }

  /** Tells everyone who holds the room. */
  tell<K extends keyof RoomEvents>(roomId: string, event: K, value: RoomEvents[K]): void {
    this.#rooms.get(roomId)?.holders.forEach((holder) => holder.heard(event, value));
  }

  /** Somebody came or went. */
  changed(change: MemberChange): void {
    this.#rooms.get(change.roomId)?.members?.apply(change);
    this.tell(change.roomId, change.type === 'user-joined' ? 'joined' : 'left', change);
  }

  counted({ roomId, memberCount }: RoomStats): void {
    this.#rooms.get(roomId)?.members?.counted(memberCount);
  }

  enterAll(): void {
    this.#rooms.forEach((room) => this.#enter(room));
  }

  /** The connection is gone: in no room any more, but still wanting each. */
  leaveAll(): void {
    this.#rooms.forEach((room) => {
      room.phase = 'out';
    });
  }

  /** A message of the log as it happens. */
  live(entry: LogEntry): void {
    const room = this.#rooms.get(entry.roomId);
    if (room === undefined || room.phase === 'joining') {
      return; // of an earlier stay; the answer to the joining counts it in
    }
    const judgement = room.cursor.judge(entry.offset);
    if (judgement === 'next') {
      this.#read(room, entry, false);
    } else if (judgement === 'gap' && room.phase === 'in') {
      this.#enter(room); // what is missing comes with the replay, and this one with it
    }
  }

  /** A part of what was missed, or of the newest on joining. */
  replay(history: MessageHistory): void {
    const room = this.#rooms.get(history.roomId);
    if (room === undefined || history.id === undefined || history.id !== room.joinId || room.phase === 'joining') {
      return;
    }
    for (const entry of history.messages) {
      const judgement = room.cursor.judge(entry.offset);
      if (judgement === 'gap') {
        this.#lose(room, history.epoch);
      }
      if (judgement !== 'seen') {
        this.#read(room, entry, true);
      }
    }
    if (history.more !== true) {
      room.joinId = undefined;
      if (room.cursor.position === undefined && room.end !== undefined) {
        room.cursor.moveTo(room.end);
      }
      const { roomId, recovered, hasMore } = history;
      this.#host.emit('replayed', { roomId, recovered: recovered ?? true, hasMore: hasMore ?? false });
      this.#open(room);
    }
  }

  reset(reset: RoomReset): void {
    this.#rooms.get(reset.roomId)?.cursor.moveTo(reset);
    this.#host.emit('room-reset', reset);
    this.tell(reset.roomId, 'reset', reset);
  }

  /** Called with the answer before anything else of the room can come. */
  joined(answer: RoomJoined): void {
    const room = this.#rooms.get(answer.roomId);
    if (room === undefined || room.phase !== 'joining' || answer.id !== room.joinId) {
      return;
    }
    const before = room.cursor.position;
    const position = { epoch: answer.epoch, offset: answer.offset };
    const lost = before !== undefined && answer.recovered === false;
    room.end = position;
    if (lost) {
      room.cursor.forget();
    }
    room.cursor.enter(answer.epoch);
    this.#host.emit('room-joined', { ...answer, resumed: before !== undefined && !lost });
    if (lost) {
      this.#lose(room, answer.epoch);
    } else if (room.joined !== undefined) {
      this.tell(room.id, 'recovered', { recovered: true, epoch: answer.epoch });
    }
    room.joined = answer;
    room.members?.load(answer.memberCount);
    room.waiting.splice(0).forEach((one) => one.resolve(answer));
    if (before !== undefined || (room.history ?? 0) > 0) {
      room.phase = 'replaying';
      return;
    }
    if (room.history === 0) {
      room.cursor.moveTo(position);
    }
    this.#open(room);
  }

  #add(roomId: string, options: JoinOptions): Stay {
    const room = newStay(roomId, options);
    this.#rooms.set(roomId, room);
    return room;
  }

  /** Part of the past was missed for good. */
  #lose(room: Stay, epoch: string): void {
    this.#host.emit('not-recovered', { roomId: room.id, epoch });
    this.tell(room.id, 'recovered', { recovered: false, epoch });
  }

  #enter(room: Stay): void {
    if (!this.#host.isReady()) {
      return;
    }
    room.phase = 'joining';
    const id = (room.joinId = this.#host.newRequestId());
    const since = room.cursor.position;
    const how = since !== undefined ? { since } : room.history !== undefined ? { history: room.history } : {};
    this.#host.askToJoin(room.id, how, id).catch((error: RoomcastError) => {
      if (room.joinId === id) {
        this.#refused(room, error);
      }
    });
  }

  #refused(room: Stay, error: RoomcastError): void {
    if (this.#rooms.get(room.id) !== room || room.phase !== 'joining') {
      return;
    }
    switch (error.code) {
      case 'disconnected':
        return;
      case 'timeout':
      case 'unavailable':
      case 'rate-limited':
        setTimeout(() => {
          if (this.#rooms.get(room.id) === room && room.phase === 'joining') {
            this.#enter(room);
          }
        }, error.details?.retryAfterMs ?? JOIN_RETRY_MS);
        return;
      default:
    }
    if (error.code === 'forbidden' && error.details?.right === 'history' && room.cursor.position !== undefined) {
      // One may be here, but not ask for what was missed.
      room.cursor.forget();
      room.history = undefined;
      this.#lose(room, '');
      this.#enter(room);
      return;
    }
    const wasAsked = room.waiting.length > 0;
    if (!wasAsked) {
      this.tell(room.id, 'removed', { reason: error.code });
    }
    this.drop(room.id, error);
    this.#host.lost(room.id, error);
    if (!wasAsked) {
      this.#host.emit('room-left', { type: 'room-left', roomId: room.id, reason: error.code });
    }
  }

  #read(room: Stay, entry: LogEntry, replayed: boolean): void {
    room.cursor.advance(entry.offset);
    this.#host.read(entry, room.cursor.position?.epoch ?? '', replayed);
  }

  #open(room: Stay): void {
    room.phase = 'in';
    this.#host.opened(room.id);
  }
}
