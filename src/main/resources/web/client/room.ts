import { Emitter, type Handler } from './emitter.ts';
import type { MessageOf, RoomEvents } from './events.ts';
import { newId } from './ids.ts';
import type { Outgoing } from './outbox.ts';
import type {
  Ack,
  Content,
  Member,
  MessageHistory,
  MessageType,
  Position,
  RoomJoined,
  RoomLeft,
} from './protocol.ts';
import type { JoinOptions } from './rooms.ts';
import { Stream } from './stream.ts';

export interface PublishOptions {
  readonly type?: MessageType;
  /** Of one's own making, to try again after a reload without a double; one is made where it is left out. */
  readonly messageId?: string;
}

/** What a room object asks of its client. */
export interface RoomHost {
  join(room: Room, options: JoinOptions): Promise<RoomJoined>;
  leave(room: Room): Promise<RoomLeft | undefined>;
  put(message: Outgoing): Promise<Ack>;
  signal(roomId: string, content: Content): boolean;
  history(roomId: string, page: HistoryPage): Promise<MessageHistory>;
  members(roomId: string): readonly Member[];
  position(roomId: string): Position | undefined;
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
export class Room<T extends Content = Content> {
  readonly id: string;
  private readonly host: RoomHost;
  private readonly emitter = new Emitter<RoomEvents<T>>();
  private readonly streams = new Set<Stream<MessageOf<T>>>();

  constructor(id: string, host: RoomHost) {
    this.id = id;
    this.host = host;
  }

  /** Joins now, and again after each reconnect, reading on where it stopped. */
  join(options: JoinOptions = {}): Promise<RoomJoined> {
    return this.host.join(this as unknown as Room, options);
  }

  /** Lets go of the room. Where nobody else here holds it, it is left, and what still waits to be sent is rejected. */
  async leave(): Promise<void> {
    this.end();
    await this.host.leave(this as unknown as Room);
  }

  /** Resolves when the message is stored; tried again with the same `messageId` until then. */
  publish(content: T, { type = 'room-message', messageId = newId() }: PublishOptions = {}): Promise<Ack> {
    return this.host.put({ type, roomId: this.id, content, messageId });
  }

  /** Deletes one's own message, or another's where one may; tried again like a message. */
  delete(offset: number): Promise<Ack> {
    return this.host.put({ type: 'delete-message', roomId: this.id, offset, messageId: newId() });
  }

  /** To those who are in the room now, and not kept: typing and the like. False where there is no connection. */
  signal(content: Content): boolean {
    return this.host.signal(this.id, content);
  }

  /** A page of the room's past, oldest first. */
  history(page: HistoryPage = {}): Promise<MessageHistory> {
    return this.host.history(this.id, page);
  }

  /** Who is in, kept up to date; for rooms that were joined with `members`. */
  get members(): readonly Member[] {
    return this.host.members(this.id);
  }

  /** How far the room has been read; for `join({since})` in a later life of the page. */
  get position(): Position | undefined {
    return this.host.position(this.id);
  }

  /** Returns a function that takes the handler off again. */
  on<K extends keyof RoomEvents<T>>(event: K, handler: Handler<RoomEvents<T>[K]>): () => void {
    return this.emitter.on(event, handler);
  }

  once<K extends keyof RoomEvents<T>>(event: K, handler: Handler<RoomEvents<T>[K]>): () => void {
    return this.emitter.once(event, handler);
  }

  off<K extends keyof RoomEvents<T>>(event: K, handler: Handler<RoomEvents<T>[K]>): void {
    this.emitter.off(event, handler);
  }

  /**
   * The messages from now on, one by one: `for await (const message of room)`. Ends when the room is left. A reader
   * who falls behind by a thousand gets the error `overflow`.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<MessageOf<T>> {
    const stream = new Stream<MessageOf<T>>(STREAM_MESSAGES, () => this.streams.delete(stream));
    this.streams.add(stream);
    return stream;
  }

  /** @internal What the client has heard of the room. */
  heard<K extends keyof RoomEvents>(event: K, value: RoomEvents[K]): void {
    this.emitter.emit(event, value as unknown as RoomEvents<T>[K]);
    if (event === 'message') {
      this.streams.forEach((stream) => stream.put(value as unknown as MessageOf<T>));
    }
  }

  /** @internal Nothing more will come. */
  end(): void {
    [...this.streams].forEach((stream) => stream.end());
  }
}
