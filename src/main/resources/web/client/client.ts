import type { Verdict } from './close.ts';
import { Emitter } from './emitter.ts';
import { notConnected, RoomcastError } from './errors.ts';
import type { ConnectionState, Events } from './events.ts';
import { find } from './find.ts';
import { Link } from './link.ts';
import { Members } from './members.ts';
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
  RoomJoined,
  RoomLeft,
  RoomMembers,
  ServerMessage,
  SignedInUser,
} from './protocol.ts';
import { Requests } from './requests.ts';
import { Room, type RoomHost } from './room.ts';
import { Rooms } from './rooms.ts';

/** One user's way to a Roomcast server, kept open through whatever happens to single connections. */
export class RoomcastClient extends Emitter<Events> {
  readonly #options: Options;
  readonly #settings: Settings;
  readonly #requests = new Requests();
  readonly #rooms: Rooms;
  readonly #outbox: Outbox;
  readonly #link: Link;
  readonly #roomHost: RoomHost;

  constructor(options: Options) {
    super();
    this.#options = options;
    this.#settings = settingsOf(options);
    this.#link = new Link(options, this.#settings, this, {
      receive: (message) => this.#receive(message),
      authenticate: (token) => this.authenticate(token),
      up: (user, isNew) => {
        this.#outbox.signedInAs(user);
        if (isNew) {
          this.#rooms.enterAll();
          this.#outbox.pumpAll();
        }
      },
      down: (verdict, code, reason) => this.#down(verdict, code, reason),
      ended: (error) => {
        this.#outbox.rejectAll(error); // first, and in their order
        this.#rooms.giveUp(error);
        this.#requests.failAll(error);
      },
    });
    this.#rooms = new Rooms({
      isReady: () => this.#link.isUp,
      isClosed: () => this.#link.isClosed,
      newRequestId: () => this.#requests.newId(),
      askToJoin: (roomId, how, id) => this.#ask<RoomJoined>({ type: 'join-room', roomId, ...how }, id),
      askForMembers: (roomId, cursor) =>
        this.#ask<RoomMembers>({ type: 'get-room-members', roomId, limit: Members.page, ...(cursor && { cursor }) }),
      emit: (event, value) => this.emit(event, value),
      read: (entry, epoch, replayed) => this.#read(entry, epoch, replayed),
      opened: (roomId) => this.#outbox.pump(roomId),
      lost: (roomId, error) => this.#outbox.rejectRoom(roomId, error),
    });
    this.#outbox = new Outbox(
      {
        isClosed: () => this.#link.isClosed,
        canSend: (roomId) => this.#link.isUp && (!this.#rooms.has(roomId) || this.#rooms.isOpen(roomId)),
        position: (roomId) => this.#rooms.position(roomId),
        ask: (message) => this.#ask<Ack>(message),
        find: (sought) =>
          find(sought, (page) => this.request({ type: 'get-history', roomId: sought.roomId, ...page })),
        suspect: () => this.#link.probe(),
        decide: options.decide,
        emit: (event) => this.emit('outbox', event),
      },
      this.#settings,
    );
    this.#roomHost = {
      rooms: this.#rooms,
      outbox: this.#outbox,
      isUp: () => this.#link.isUp,
      say: (message) => this.#link.send({ ...message, ...this.#guestName() }),
      request: (message) => this.request(message),
    };
  }

  get state(): ConnectionState {
    return this.#link.state;
  }

  /** Who the server says one is; undefined while there is no connection. */
  get user(): SignedInUser | undefined {
    return 'user' in this.#link.state ? this.#link.state.user : undefined;
  }

  /** How many messages and deletions the server has not acknowledged yet. */
  get unsent(): number {
    return this.#outbox.size;
  }

  /** The rooms one is in, or wants to be in again. */
  get joinedRooms(): readonly string[] {
    return this.#rooms.ids;
  }

  /**
   * Begins, or begins again after `closed`, in the rooms that one was in; while it waits between two tries, tries at
   * once.
   */
  connect(): this {
    this.#link.start();
    return this;
  }

  /** Resolves when one is signed in or let in as a guest, at once where one is; rejects where that will not be. */
  ready(): Promise<SignedInUser> {
    return new Promise((resolve, reject) => {
      const off = this.on('state', settle);
      function settle(state: ConnectionState): void {
        if ('user' in state) {
          resolve(state.user);
        } else if (state.name === 'closed') {
          reject(notConnected(state.reason));
        } else {
          return;
        }
        off();
      }
      settle(this.state);
    });
  }

  /** Ends, until `connect()` is called. What was not acknowledged is rejected with `closed`. */
  close(): void {
    this.#link.stop(1000, '');
  }

  /** A new holder of the room, which is not joined by this alone. `T` is what the application puts into messages. */
  room<T extends Content = Content>(roomId: string): Room<T> {
    return new Room<T>(roomId, this.#roomHost);
  }

  /** Signs in, or goes on with a fresh token for the same user. */
  async authenticate(token: string): Promise<AuthSuccess> {
    this.#link.showing(token);
    const answer = await this.#ask<AuthSuccess | AuthFailed>({ type: 'auth', token });
    if (answer.type === 'auth-failed') {
      this.#link.refused(answer);
      throw new RoomcastError(answer.code, answer.message);
    }
    this.#link.admit(answer.user, answer.expiresAt, token);
    return answer;
  }

  /** Any other request of the protocol, answered by what the server says to it. Waits for a connection. */
  async request<T extends ClientMessage & { type: keyof Answers }>(message: T): Promise<Answers[T['type']]> {
    if (!this.#link.isUp) {
      await this.ready();
    }
    return this.#ask<Answers[T['type']]>(message);
  }

  #ask<T extends ServerMessage>(message: ClientMessage, requestId?: string): Promise<T> {
    return this.#requests.ask<T>(
      (id) => this.#link.send({ ...message, ...this.#guestName(), id }),
      this.#settings.requestTimeout,
      requestId,
    );
  }

  #guestName(): { user?: string } {
    const name = this.#options.displayName;
    return this.user?.guest === true && name !== undefined ? { user: name } : {};
  }

  #receive(message: ServerMessage): void {
    if (message.type === 'room-joined') {
      this.#rooms.joined(message); // before the history, which may be the very next frame
    }
    if (this.#requests.answer(message)) {
      return;
    }
    switch (message.type) {
      case 'welcome':
        return this.#link.welcomed(message);
      case 'auth-success':
        return this.#link.admit(message.user, message.expiresAt);
      case 'auth-failed':
        return this.#link.refused(message);
      case 'room-message':
      case 'chat-message':
      case 'message-deleted':
        return this.#rooms.live(message);
      case 'message-batch':
        return message.messages.forEach((entry) => this.#rooms.live(entry));
      case 'message-history':
        return this.#rooms.replay(message);
      case 'room-reset':
        return this.#rooms.reset(message);
      case 'room-left':
        return this.#putOut(message);
      case 'user-joined':
      case 'user-left':
        this.#rooms.changed(message);
        break;
      case 'room-signal':
        this.#rooms.tell(message.roomId, 'signal', message);
        break;
      case 'room-stats':
        this.#rooms.counted(message);
        break;
      case 'token-expiring':
        this.#link.expiring(message);
        break;
      case 'reconnect':
        this.#link.draining(message);
        break;
      case 'chat':
      case 'admin-message':
      case 'error':
        break;
      default:
        return; // A `pong`, an answer that came too late, or something of a newer protocol.
    }
    this.emit(message.type, message as never);
  }

  #down(verdict: Verdict, code: number, reason: string): void {
    this.#rooms.leaveAll();
    if (verdict === 'without-repeating') {
      this.#outbox.rejectSent(new RoomcastError(code === 1009 ? 'too-large' : 'bad-request', reason));
    }
    this.#requests.failAll(new RoomcastError('disconnected', reason || 'the connection was lost'));
  }

  #read(entry: LogEntry, epoch: string, replayed: boolean): void {
    this.#outbox.seen(entry, epoch);
    if (entry.type === 'message-deleted') {
      this.#rooms.tell(entry.roomId, 'deleted', { ...entry, replayed });
      this.emit('message-deleted', { ...entry, replayed });
    } else {
      this.#rooms.tell(entry.roomId, 'message', { ...entry, replayed });
      this.emit('message', { ...entry, replayed });
    }
  }

  #putOut(message: RoomLeft): void {
    const { roomId, reason = '' } = message;
    const error = new RoomcastError('not-in-room', reason);
    this.#rooms.tell(roomId, 'removed', { reason });
    if (this.#rooms.drop(roomId, error)) {
      this.#outbox.rejectRoom(roomId, error);
      this.emit('room-left', message);
    }
  }
}

/** Makes a client and begins to connect. */
export function connect(options: Options): RoomcastClient {
  return new RoomcastClient(options).connect();
}
