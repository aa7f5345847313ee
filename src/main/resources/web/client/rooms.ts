import { Cursor } from './cursor.ts';
import { RoomcastError } from './errors.ts';
import type { Events } from './events.ts';
import type { LogEntry, MessageHistory, Position, RoomJoined, RoomReset } from './protocol.ts';

export interface JoinOptions {
  /** How many of the newest messages come on joining; the server's default is 50. */
  readonly history?: number;
  /** The last place seen in an earlier life of this page: what came after it comes, instead of the newest. */
  readonly since?: Position;
}

export interface RoomsHost {
  isReady(): boolean;
  /** Sends the request under the id that `newRequestId` made. */
  askToJoin(roomId: string, how: JoinOptions, id: string): Promise<RoomJoined>;
  newRequestId(): string;
  emit<K extends keyof Events>(event: K, value: Events[K]): void;
  /** An entry of a room's log, in order, none twice. */
  read(entry: LogEntry, epoch: string, replayed: boolean): void;
  /** The room can be written to. */
  opened(roomId: string): void;
  /** The room is not ours any more. */
  lost(roomId: string, error: RoomcastError): void;
  /** Entries were missed for good, in a life of the log that goes on. */
  missed(roomId: string): void;
}

type Phase = 'out' | 'joining' | 'replaying' | 'in';

interface Room {
  readonly id: string;
  history: number | undefined;
  cursor: Cursor;
  phase: Phase;
  /** Where the log ended when the room was joined: where one stands if the replay turns out empty. */
  end: Position | undefined;
  /** Of the request that is under way, and of the replay that answers it: what carries another id is of another stay. */
  joinId: string | undefined;
  waiting: { resolve(joined: RoomJoined): void; reject(error: RoomcastError): void }[];
}

/** Before another try where the server or its store was too busy to let us in. */
const JOIN_RETRY_MS = 1_000;

/** The rooms one wants to be in, and how far each one's log has been read. */
export class Rooms {
  private readonly host: RoomsHost;
  private readonly rooms = new Map<string, Room>();

  constructor(host: RoomsHost) {
    this.host = host;
  }

  get ids(): string[] {
    return [...this.rooms.keys()];
  }

  has(roomId: string): boolean {
    return this.rooms.has(roomId);
  }

  isOpen(roomId: string): boolean {
    return this.rooms.get(roomId)?.phase === 'in';
  }

  position(roomId: string): Position | undefined {
    return this.rooms.get(roomId)?.cursor.position;
  }

  /** Wants the room from now on, through every reconnect. Resolves when it is joined for the first time. */
  join(roomId: string, options: JoinOptions): Promise<RoomJoined> {
    const room: Room = this.rooms.get(roomId) ?? {
      id: roomId,
      history: options.history,
      cursor: new Cursor(options.since),
      phase: 'out',
      end: undefined,
      joinId: undefined,
      waiting: [],
    };
    this.rooms.set(roomId, room);
    return new Promise((resolve, reject) => {
      room.waiting.push({ resolve, reject });
      if (room.phase !== 'joining') {
        this.enter(room);
      }
    });
  }

  /** Wants it no more. */
  drop(roomId: string, error: RoomcastError): boolean {
    const room = this.rooms.get(roomId);
    this.rooms.delete(roomId);
    room?.waiting.splice(0).forEach((one) => one.reject(error));
    return room !== undefined;
  }

  enterAll(): void {
    this.rooms.forEach((room) => this.enter(room));
  }

  /** The connection is gone: in no room any more, but still wanting each. */
  leaveAll(): void {
    this.rooms.forEach((room) => {
      room.phase = 'out';
    });
  }

  /** A message of the log as it happens. */
  live(entry: LogEntry): void {
    const room = this.rooms.get(entry.roomId);
    if (room === undefined || room.phase === 'joining') {
      return; // of an earlier stay; the answer to the joining counts it in
    }
    const judgement = room.cursor.judge(entry.offset);
    if (judgement === 'next') {
      this.read(room, entry, false);
    } else if (judgement === 'gap' && room.phase === 'in') {
      this.enter(room); // what is missing comes with the replay, and this one with it
    }
  }

  /** A part of what was missed, or of the newest on joining. */
  replay(history: MessageHistory): void {
    const room = this.rooms.get(history.roomId);
    if (room === undefined || history.id === undefined || history.id !== room.joinId || room.phase === 'joining') {
      return;
    }
    for (const entry of history.messages) {
      const judgement = room.cursor.judge(entry.offset);
      if (judgement === 'gap') {
        this.host.missed(room.id);
        this.host.emit('not-recovered', { roomId: room.id, epoch: history.epoch });
      }
      if (judgement !== 'seen') {
        this.read(room, entry, true);
      }
    }
    if (history.more !== true) {
      room.joinId = undefined;
      if (room.cursor.position === undefined && room.end !== undefined) {
        room.cursor.moveTo(room.end);
      }
      const { roomId, recovered, hasMore } = history;
      this.host.emit('replayed', { roomId, recovered: recovered ?? true, hasMore: hasMore ?? false });
      this.open(room);
    }
  }

  reset(reset: RoomReset): void {
    this.rooms.get(reset.roomId)?.cursor.moveTo(reset);
    this.host.emit('room-reset', reset);
  }

  /** Called with the answer before anything else of the room can come. */
  joined(answer: RoomJoined): void {
    const room = this.rooms.get(answer.roomId);
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
    this.host.emit('room-joined', { ...answer, resumed: before !== undefined && !lost });
    if (lost) {
      if (before.epoch === answer.epoch) {
        this.host.missed(room.id);
      }
      this.host.emit('not-recovered', { roomId: room.id, epoch: answer.epoch });
    }
    room.waiting.splice(0).forEach((one) => one.resolve(answer));
    if (before !== undefined || (room.history ?? 0) > 0) {
      room.phase = 'replaying';
      return;
    }
    if (room.history === 0) {
      room.cursor.moveTo(position);
    }
    this.open(room);
  }

  private enter(room: Room): void {
    if (!this.host.isReady()) {
      return;
    }
    room.phase = 'joining';
    const id = (room.joinId = this.host.newRequestId());
    const since = room.cursor.position;
    const how = since !== undefined ? { since } : room.history !== undefined ? { history: room.history } : {};
    this.host.askToJoin(room.id, how, id).catch((error: RoomcastError) => {
      if (room.joinId === id) {
        this.refused(room, error);
      }
    });
  }

  private refused(room: Room, error: RoomcastError): void {
    if (this.rooms.get(room.id) !== room || room.phase !== 'joining') {
      return;
    }
    switch (error.code) {
      case 'disconnected':
        return;
      case 'timeout':
      case 'unavailable':
      case 'rate-limited':
        setTimeout(() => {
          if (this.rooms.get(room.id) === room && room.phase === 'joining') {
            this.enter(room);
          }
        }, error.details?.retryAfterMs ?? JOIN_RETRY_MS);
        return;
      default:
    }
    if (error.code === 'forbidden' && error.details?.right === 'history' && room.cursor.position !== undefined) {
      // One may be here, but not ask for what was missed.
      room.cursor.forget();
      room.history = undefined;
      this.host.emit('not-recovered', { roomId: room.id, epoch: '' });
      this.enter(room);
      return;
    }
    const wasAsked = room.waiting.length > 0;
    this.drop(room.id, error);
    this.host.lost(room.id, error);
    if (!wasAsked) {
      this.host.emit('room-left', { type: 'room-left', roomId: room.id, reason: error.code });
    }
  }

  private read(room: Room, entry: LogEntry, replayed: boolean): void {
    room.cursor.advance(entry.offset);
    this.host.read(entry, room.cursor.position?.epoch ?? '', replayed);
  }

  private open(room: Room): void {
    room.phase = 'in';
    this.host.opened(room.id);
  }
}
