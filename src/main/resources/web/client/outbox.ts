import { Backoff } from './backoff.ts';
import { RoomcastError } from './errors.ts';
import type { Ack, LogEntry, OutgoingDeletion, OutgoingMessage } from './protocol.ts';

export type Outgoing = OutgoingMessage | OutgoingDeletion;

export interface OutboxHost {
  /** Whether the room can be written to right now: signed in, and everything missed there has been read. */
  canSend(roomId: string): boolean;
  /** Whether the room's log is read here, so that one's own messages are seen in it. */
  isWatched(roomId: string): boolean;
  ask(message: Outgoing): Promise<Ack>;
  /** An answer is overdue: somebody should see whether the connection is alive. */
  suspect(): void;
}

export interface OutboxBounds {
  readonly outboxMessages: number;
  readonly outboxBytes: number;
  readonly maxMessageBytes: number;
}

interface Entry {
  readonly message: Outgoing;
  readonly bytes: number;
  readonly resolve: (ack: Ack) => void;
  readonly reject: (error: RoomcastError) => void;
  /** When it first left; from then on it may have been stored. */
  firstTry: number | undefined;
  busy: boolean;
}

/** The server knows a `messageId` for five minutes; half a minute of that is left for the way there. */
const FREE_RETRY_MS = 4.5 * 60_000;

/** How long to wait where the server's store did not answer. */
const UNAVAILABLE_BACKOFF = { min: 500, max: 10_000, tries: Infinity };

/**
 * What is to be stored, kept until the server has acknowledged it. One message a room is under way at a time: that is
 * what keeps the order where one has to be tried again.
 */
export class Outbox {
  private readonly host: OutboxHost;
  private readonly bounds: OutboxBounds;
  private readonly backoff = new Backoff(UNAVAILABLE_BACKOFF);
  private readonly rooms = new Map<string, Entry[]>();
  private readonly encoder = new TextEncoder();
  private count = 0;
  private bytes = 0;

  constructor(host: OutboxHost, bounds: OutboxBounds) {
    this.host = host;
    this.bounds = bounds;
  }

  get size(): number {
    return this.count;
  }

  put(message: Outgoing): Promise<Ack> {
    // The request's own `id` is added when it leaves.
    const bytes = this.encoder.encode(JSON.stringify(message)).length + 80;
    if (bytes > this.bounds.maxMessageBytes) {
      const limit = this.bounds.maxMessageBytes;
      return Promise.reject(new RoomcastError('too-large', `a message may have ${limit} bytes, this has ${bytes}`));
    }
    if (this.count >= this.bounds.outboxMessages || this.bytes + bytes > this.bounds.outboxBytes) {
      return Promise.reject(new RoomcastError('outbox-full', `${this.count} messages are waiting already`));
    }
    return new Promise<Ack>((resolve, reject) => {
      const queue = this.rooms.get(message.roomId) ?? [];
      this.rooms.set(message.roomId, queue);
      queue.push({ message, bytes, resolve, reject, firstTry: undefined, busy: false });
      this.count += 1;
      this.bytes += bytes;
      this.pump(message.roomId);
    });
  }

  /** Goes on with every room. */
  pumpAll(): void {
    for (const roomId of [...this.rooms.keys()]) {
      this.pump(roomId);
    }
  }

  /** Goes on with a room: sends the first that waits, unless it is under way. */
  pump(roomId: string): void {
    const entry = this.rooms.get(roomId)?.[0];
    if (entry === undefined || entry.busy || !this.host.canSend(roomId)) {
      return;
    }
    if (!this.host.isWatched(roomId) && this.isStale(entry)) {
      this.take(entry)?.reject(uncertain());
      this.pump(roomId);
      return;
    }
    entry.firstTry ??= Date.now();
    entry.busy = true;
    this.host.ask(entry.message).then(
      (ack) => {
        this.backoff.reset();
        this.take(entry)?.resolve(ack);
        this.pump(roomId);
      },
      (error: RoomcastError) => this.afterFailure(entry, error),
    );
  }

  /** One's own message was seen in the log: as good as its ack, which may be lost. */
  seen(entry: LogEntry, epoch: string): void {
    const queue = this.rooms.get(entry.roomId);
    const mine = queue?.find((e) => e.message.messageId === entry.messageId && e.firstTry !== undefined);
    if (mine !== undefined) {
      const { roomId, offset, timestamp, messageId } = entry;
      this.take(mine)?.resolve({ type: 'ack', id: '', roomId, offset, epoch, timestamp, messageId });
      this.pump(roomId);
    }
  }

  /** A part of the room's log was missed for good: what left too long ago can no longer be found out about. */
  doubt(roomId: string): void {
    for (const entry of [...(this.rooms.get(roomId) ?? [])]) {
      if (this.isStale(entry)) {
        this.take(entry)?.reject(uncertain());
      }
    }
  }

  /** Gives up what was under way: the server closed the connection because of it. */
  rejectSent(error: RoomcastError): void {
    this.rejectWhere(error, (entry) => entry.busy);
  }

  rejectRoom(roomId: string, error: RoomcastError): void {
    this.rejectWhere(error, (entry) => entry.message.roomId === roomId);
  }

  rejectAll(error: RoomcastError): void {
    this.rejectWhere(error, () => true);
  }

  private afterFailure(entry: Entry, error: RoomcastError): void {
    const { roomId } = entry.message;
    switch (error.code) {
      case 'disconnected':
      case 'unauthenticated':
        entry.busy = false; // it goes out again once the client is signed in and the room has been joined
        return;
      case 'timeout':
        entry.busy = false;
        this.host.suspect();
        this.pump(roomId);
        return;
      case 'rate-limited':
        this.later(entry, error.details?.retryAfterMs ?? 1_000);
        return;
      case 'unavailable':
        this.later(entry, this.backoff.next() ?? UNAVAILABLE_BACKOFF.max);
        return;
      default:
        this.take(entry)?.reject(error);
        this.pump(roomId);
    }
  }

  private later(entry: Entry, ms: number): void {
    setTimeout(() => {
      entry.busy = false;
      this.pump(entry.message.roomId);
    }, ms);
  }

  private isStale(entry: Entry): boolean {
    return entry.firstTry !== undefined && Date.now() - entry.firstTry > FREE_RETRY_MS;
  }

  private rejectWhere(error: RoomcastError, which: (entry: Entry) => boolean): void {
    for (const queue of [...this.rooms.values()]) {
      for (const entry of queue.filter(which)) {
        this.take(entry)?.reject(error);
      }
    }
  }

  /** Takes an entry out; undefined where it is out already, because its copy came before its ack. */
  private take(entry: Entry): Entry | undefined {
    const { roomId } = entry.message;
    const queue = this.rooms.get(roomId);
    const index = queue?.indexOf(entry) ?? -1;
    if (queue === undefined || index < 0) {
      return undefined;
    }
    queue.splice(index, 1);
    if (queue.length === 0) {
      this.rooms.delete(roomId);
    }
    this.count -= 1;
    this.bytes -= entry.bytes;
    return entry;
  }
}

function uncertain(): RoomcastError {
  return new RoomcastError('uncertain', 'it may have arrived, and too much time has passed to try again for free');
}
