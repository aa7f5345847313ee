import type { Verdict } from './close.ts';
import { Emitter, type Handler } from './emitter.ts';
import { RoomcastError } from './errors.ts';
import type { ConnectionState, Events } from './events.ts';
import { newId } from './ids.ts';
import { Link } from './link.ts';
import { settingsOf, type Options, type Settings } from './options.ts';
import { Outbox } from './outbox.ts';
import type {
  Ack,
  Answers,
  AuthFailed,
  AuthSuccess,
  ClientMessage,
  Content,
  LogEntry,
  MessageHistory,
  MessageType,
  Position,
  RoomJoined,
  ServerMessage,
  SignedInUser,
} from './protocol.ts';
import { Requests } from './requests.ts';
import { Rooms, type JoinOptions } from './rooms.ts';

export interface SendOptions {
  readonly type?: MessageType;
  /** Of one's own making, to try again after a reload without a double; one is made where it is left out. */
  readonly messageId?: string;
}

/** One user's way to a Roomcast server, kept open through whatever happens to single connections. */
export class RoomcastClient {
  private readonly options: Options;
  private readonly settings: Settings;
  private readonly emitter = new Emitter<Events>();
  private readonly requests = new Requests();
  private readonly rooms: Rooms;
  private readonly outbox: Outbox;
  private readonly link: Link;

  constructor(options: Options) {
    this.options = options;
    this.settings = settingsOf(options);
    this.link = new Link(options, this.settings, this.emitter, {
      receive: (message) => this.receive(message),
      authenticate: (token) => this.authenticate(token),
      up: (_user, isNew) => {
        if (isNew) {
          this.rooms.enterAll();
          this.outbox.pumpAll();
        }
      },
      down: (verdict, code, reason) => this.down(verdict, code, reason),
      ended: (error) => {
        this.rooms.leaveAll();
        this.requests.failAll(error);
      },
    });
    this.rooms = new Rooms({
      isReady: () => this.link.isUp,
      askToJoin: (roomId, how, id) => this.ask<RoomJoined>({ type: 'join-room', roomId, ...how }, id),
      newRequestId: () => this.requests.newId(),
      emit: (event, value) => this.emitter.emit(event, value),
      read: (entry, epoch, replayed) => this.read(entry, epoch, replayed),
      opened: (roomId) => this.outbox.pump(roomId),
      lost: (roomId, error) => this.outbox.rejectRoom(roomId, error),
      missed: (roomId) => this.outbox.doubt(roomId),
    });
    this.outbox = new Outbox(
      {
        canSend: (roomId) =>
          this.link.isUp && (!this.rooms.has(roomId) || this.rooms.isOpen(roomId)),
        isWatched: (roomId) => this.rooms.has(roomId),
        ask: (message) => this.ask<Ack>(message),
        suspect: () => this.link.probe(),
      },
      this.settings,
    );
  }

  get state(): ConnectionState {
    return this.link.state;
  }

  /** Who the server says one is; undefined until it has said so. */
  get user(): SignedInUser | undefined {
    return 'user' in this.link.state ? this.link.state.user : undefined;
  }

  /** How many messages and deletions the server has not acknowledged yet. */
  get unsent(): number {
    return this.outbox.size;
  }

  /** Begins, or begins again after `closed`; while it waits between two tries, tries at once. */
  connect(): this {
    this.link.start();
    return this;
  }

  /** Ends for good. What was not acknowledged is rejected with `closed`. */
  close(): void {
    const error = new RoomcastError('closed', 'the client was closed');
    this.link.stop(1000, '');
    this.rooms.ids.forEach((roomId) => this.rooms.drop(roomId, error));
    this.outbox.rejectAll(error);
  }

  on<K extends keyof Events>(event: K, handler: Handler<Events[K]>): () => void {
    return this.emitter.on(event, handler);
  }

  /** Signs in, or goes on with a fresh token for the same user. */
  async authenticate(token: string): Promise<AuthSuccess> {
    const answer = await this.ask<AuthSuccess | AuthFailed>({ type: 'auth', token });
    if (answer.type === 'auth-failed') {
      this.emitter.emit('auth-failed', answer);
      throw new RoomcastError(answer.code, answer.message);
    }
    this.link.admit(answer.user, answer.expiresAt, token);
    return answer;
  }

  /** Joins now, and again after each reconnect, reading on where it stopped. */
  join(roomId: string, options: JoinOptions = {}): Promise<RoomJoined> {
    return this.rooms.join(roomId, options);
  }

  /** Leaves; what still waits to be sent there is rejected. */
  async leave(roomId: string): Promise<void> {
    const error = new RoomcastError('not-in-room', 'the room was left');
    this.outbox.rejectRoom(roomId, error);
    if (this.rooms.drop(roomId, error) && this.link.isUp) {
      await this.ask({ type: 'leave-room', roomId });
    }
  }

  /** The rooms one is in, or wants to be in again. */
  get joinedRooms(): readonly string[] {
    return this.rooms.ids;
  }

  /** How far a room has been read; for `join(…, {since})` in a later life of the page. */
  position(roomId: string): Position | undefined {
    return this.rooms.position(roomId);
  }

  /** Resolves when the message is stored; tried again with the same `messageId` until then. */
  send(roomId: string, content: Content, options: SendOptions = {}): Promise<Ack> {
    const { type = 'room-message', messageId = newId() } = options;
    return this.outbox.put({ type, roomId, content, messageId });
  }

  /** Deletes one's own message, or another's where one may; tried again like a message. */
  deleteMessage(roomId: string, offset: number): Promise<Ack> {
    return this.outbox.put({ type: 'delete-message', roomId, offset, messageId: newId() });
  }

  /** To those who are in the room now, and not kept: typing and the like. Lost where there is no connection. */
  signal(roomId: string, content: Content): boolean {
    if (!this.link.isUp || !this.rooms.isOpen(roomId)) {
      return false;
    }
    return this.link.send({ type: 'room-signal', roomId, content, ...this.guestName() });
  }

  /** A page of a room's past, oldest first: the newest, or what came before an offset. */
  history(roomId: string, page: { limit?: number; before?: number } = {}): Promise<MessageHistory> {
    return this.request({ type: 'get-history', roomId, ...page });
  }

  /** Any other request of the protocol, answered by what the server says to it. */
  request<T extends ClientMessage & { type: keyof Answers }>(message: T): Promise<Answers[T['type']]> {
    return this.ask<Answers[T['type']]>(message);
  }

  private ask<T extends ServerMessage>(message: ClientMessage, requestId?: string): Promise<T> {
    return this.requests.ask<T>(
      (id) => this.link.send({ ...message, ...this.guestName(), id }),
      this.settings.requestTimeout,
      requestId,
    );
  }

  private guestName(): { user?: string } {
    const name = this.options.displayName;
    return this.user?.guest === true && name !== undefined ? { user: name } : {};
  }

  private receive(message: ServerMessage): void {
    if (message.type === 'room-joined') {
      this.rooms.joined(message); // before the history, which may be the very next frame
    }
    if (this.requests.answer(message)) {
      return;
    }
    switch (message.type) {
      case 'welcome':
        return this.link.welcomed(message);
      case 'auth-success':
        return this.link.admit(message.user, message.expiresAt);
      case 'auth-failed':
        return this.link.refused(message);
      case 'room-message':
      case 'chat-message':
      case 'message-deleted':
        return this.rooms.live(message);
      case 'message-batch':
        return message.messages.forEach((entry) => this.rooms.live(entry));
      case 'message-history':
        return this.rooms.replay(message);
      case 'room-reset':
        return this.rooms.reset(message);
      case 'room-left':
        return this.putOut(message.roomId, () => this.emitter.emit('room-left', message));
      case 'token-expiring':
        this.emitter.emit('token-expiring', message);
        return this.link.expiring(message);
      case 'user-joined':
      case 'user-left':
        return this.emitter.emit(message.type, message);
      case 'room-stats':
        return this.emitter.emit('room-stats', message);
      case 'room-signal':
        return this.emitter.emit('room-signal', message);
      case 'chat':
        return this.emitter.emit('chat', message);
      case 'admin-message':
        return this.emitter.emit('admin-message', message);
      case 'reconnect':
        this.link.draining(message);
        return this.emitter.emit('reconnect', message);
      case 'error':
        return this.emitter.emit('error', message);
      default:
      // A `pong`, an answer that came too late, or something of a newer protocol.
    }
  }

  private down(verdict: Verdict, code: number, reason: string): void {
    this.rooms.leaveAll();
    if (verdict === 'without-repeating') {
      this.outbox.rejectSent(new RoomcastError(code === 1009 ? 'too-large' : 'bad-request', reason));
    }
    this.requests.failAll(new RoomcastError('disconnected', reason || 'the connection was lost'));
  }

  private read(entry: LogEntry, epoch: string, replayed: boolean): void {
    if (entry.user.id === this.user?.id) {
      this.outbox.seen(entry, epoch);
    }
    if (entry.type === 'message-deleted') {
      this.emitter.emit('message-deleted', { ...entry, replayed });
    } else {
      this.emitter.emit('message', { ...entry, replayed });
    }
  }

  private putOut(roomId: string, tell: () => void): void {
    const error = new RoomcastError('not-in-room', 'the server took us out of the room');
    if (this.rooms.drop(roomId, error)) {
      this.outbox.rejectRoom(roomId, error);
      tell();
    }
  }
}

/** Makes a client and begins to connect. */
export function connect(options: Options): RoomcastClient {
  return new RoomcastClient(options).connect();
}
