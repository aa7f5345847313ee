import { Emitter } from './emitter.ts';
import { RoomcastError } from './errors.ts';
import type { MessageOf, RoomEvents } from './events.ts';
import { newId } from './ids.ts';
import type { Outbox } from './outbox.ts';
import type {
  Ack,
  Answers,
  ClientMessage,
  Content,
  Member,
  MessageHistory,
  MessageType,
  Position,
  RoomJoined,
} from './protocol.ts';
import type { Rooms } from './rooms.ts';
import type { JoinOptions } from './stay.ts';
import { Stream } from './stream.ts';

export interface PublishOptions {
  readonly type?: MessageType;
  /** Of one's own making, to try again after a reload without a double; one is made where it is left out. */
  readonly messageId?: string;
  /** When it may have left before, in an earlier life of the page, in milliseconds since 1970. */
  readonly triedAt?: number;
}

/** What a room object asks of its client. */
export interface RoomHost {
  readonly rooms: Rooms;
  readonly outbox: Outbox;
  /** Whether there is a connection on which one is signed in. */
  isUp(): boolean;
  /** False where there is no connection. */
  say(message: ClientMessage): boolean;
  request<T extends ClientMessage & { type: 'get-history' | 'leave-room' }>(message: T): Promise<Answers[T['type']]>;
}

export interface HistoryPage {
  /** How many at most: 50 where it is left out, never more than 1,000. */
  readonly limit?: number;
  /** What came before this offset; the newest where it is left out. */
  readonly before?: number;
}

/** How many messages may wait for whoever reads them one by one. */
const STREAM_MESSAGES = 1_000;

/**
 * One holder's view of a room. Several may hold the same room: it is joined once for all of them, and left when the
 * last one has left.
 */
export class Room<T extends Content = Content> extends Emitter<RoomEvents<T>> {
  readonly id: string;
  readonly #host: RoomHost;
  readonly #streams = new Set<Stream<MessageOf<T>>>();

  constructor(id: string, host: RoomHost) {
    super();
    this.id = id;
    this.#host = host;
  }

  /** Joins now, and again after each reconnect, reading on where it stopped. */
  join(options: JoinOptions = {}): Promise<RoomJoined> {
    return this.#host.rooms.join(this.id, this, options);
  }

  /** Lets go of the room. Where nobody else here holds it, it is left, and what still waits to be sent is rejected. */
  async leave(): Promise<void> {
    const { rooms, outbox, isUp, request } = this.#host;
    const error = new RoomcastError('not-in-room', 'the room was left');
    this.end();
    if (rooms.release(this.id, this, error)) {
      outbox.rejectRoom(this.id, error);
      // A connection that is lost takes the membership with it.
      await (isUp() ? request({ type: 'leave-room', roomId: this.id }).catch(() => undefined) : undefined);
    }
  }

  /** Resolves when the message is stored; tried again with the same `messageId` until then. */
  publish(content: T, { type = 'room-message', messageId = newId(), triedAt }: PublishOptions = {}): Promise<Ack> {
    return this.#host.outbox.put({ type, roomId: this.id, content, messageId }, triedAt);
  }

  /** Deletes one's own message, or another's where one may; tried again like a message. */
  delete(offset: number, { messageId = newId(), triedAt }: Omit<PublishOptions, 'type'> = {}): Promise<Ack> {
    return this.#host.outbox.put({ type: 'delete-message', roomId: this.id, offset, messageId }, triedAt);
  }

  /** To those who are in the room now, and not kept: typing and the like. False where there is no connection. */
  signal(content: Content): boolean {
    const { rooms, isUp, say } = this.#host;
    return isUp() && rooms.isOpen(this.id) && say({ type: 'room-signal', roomId: this.id, content });
  }

  /** A page of the room's past, oldest first. */
  history(page: HistoryPage = {}): Promise<MessageHistory> {
    return this.#host.request({ type: 'get-history', roomId: this.id, ...page });
  }

  /** Who is in, kept up to date; for rooms that were joined with `members`. */
  get members(): readonly Member[] {
    return this.#host.rooms.members(this.id);
  }

  /** How far the room has been read; for `join({since})` in a later life of the page. */
  get position(): Position | undefined {
    return this.#host.rooms.position(this.id);
  }

  /**
   * The messages from now on, one by one: `for await (const message of room)`. Ends when the room is left. A reader
   * who falls behind by a thousand gets the error `overflow`.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<MessageOf<T>> {
    const stream = new Stream<MessageOf<T>>(STREAM_MESSAGES, () => this.#streams.delete(stream));
    this.#streams.add(stream);
    return stream;
  }

  /** @internal What the client has heard of the room. */
  heard<K extends keyof RoomEvents>(event: K, value: RoomEvents[K]): void {
    this.emit(event, value as unknown as RoomEvents<T>[K]);
    if (event === 'message') {
      this.#streams.forEach((stream) => stream.put(value as unknown as MessageOf<T>));
    }
  }

  /** @internal Nothing more will come. */
  end(): void {
    [...this.#streams].forEach((stream) => stream.end());
  }
}
