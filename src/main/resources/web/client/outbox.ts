import { Backoff } from './backoff.ts';
import { reportLater } from './emitter.ts';
import { notConnected, RoomcastError } from './errors.ts';
import type { Found } from './find.ts';
import type { Decision, Settings } from './options.ts';
import type { Entry, Outcome, OutboxHost, Outgoing, Queue } from './outgoing.ts';
import { Pace } from './pace.ts';
import type { Ack, LogEntry, User } from './protocol.ts';

/** The server knows a `messageId` for five minutes; half a minute of that is left for the way there. */
const IDEMPOTENT_MS = 4.5 * 60_000;

/** How long to wait where the server's store did not answer. */
const UNAVAILABLE_BACKOFF = { min: 500, max: 10_000, tries: Infinity };

/**
 * What is to be stored, kept until the server has acknowledged it. Of each room up to a window of messages is in
 * flight, sent in order; the server keeps the order of what one connection sends. After a lost connection all that was
 * not acknowledged goes again in the same order.
 */
export class Outbox {
  readonly #host: OutboxHost;
  readonly #settings: Settings;
  readonly #pace: Pace;
  readonly #backoff = new Backoff(UNAVAILABLE_BACKOFF);
  readonly #rooms = new Map<string, Queue>();
  readonly #encoder = new TextEncoder();
  #pacing: ReturnType<typeof setTimeout> | undefined;
  #user: User | undefined;
  #count = 0;
  #bytes = 0;

  constructor(host: OutboxHost, settings: Settings) {
    this.#host = host;
    this.#settings = settings;
    this.#pace = new Pace(settings.sendRate);
  }

  get size(): number {
    return this.#count;
  }

  /** @param triedAt where it may have left before, in an earlier life of the page: in milliseconds since 1970 */
  put(message: Outgoing, triedAt?: number): Promise<Ack> {
    if (this.#host.isClosed()) {
      return Promise.reject(notConnected());
    }
    // The request's own `id` is added when it leaves.
    const bytes = this.#encoder.encode(JSON.stringify(message)).length + 80;
    const { maxMessageBytes, outboxMessages, outboxBytes } = this.#settings;
    if (bytes > maxMessageBytes) {
      const text = `a message may have ${maxMessageBytes} bytes, this has ${bytes}`;
      return Promise.reject(new RoomcastError('too-large', text));
    }
    if (this.#count >= outboxMessages || this.#bytes + bytes > outboxBytes) {
      return Promise.reject(new RoomcastError('outbox-full', `${this.#count} messages are waiting already`));
    }
    return new Promise<Ack>((resolve, reject) => {
      const { roomId } = message;
      const queue = this.#rooms.get(roomId) ?? { entries: [], inFlight: 0, careful: false, held: false };
      this.#rooms.set(roomId, queue);
      queue.entries.push({
        message,
        bytes,
        settle: { resolve, reject },
        owner: this.#user,
        firstTry: triedAt,
        triedAs: this.#user !== undefined && triedAt !== undefined ? [this.#user.id] : [],
        seenTo: undefined,
        inFlight: false,
      });
      this.#count += 1;
      this.#bytes += bytes;
      this.#host.emit({ kind: 'queued', message, unsent: this.#count });
      this.pump(roomId);
    });
  }

  /** Goes on with every room. */
  pumpAll(): void {
    for (const roomId of [...this.#rooms.keys()]) {
      this.pump(roomId);
    }
  }

  /** Goes on with a room: sends what waits, in order, as far as the window and the rate allow. */
  pump(roomId: string): void {
    const queue = this.#rooms.get(roomId);
    if (queue === undefined || queue.held || !this.#host.canSend(roomId)) {
      return;
    }
    if (queue.entries.length === 0 && queue.inFlight === 0) {
      this.#rooms.delete(roomId);
    }
    const window = queue.careful ? 1 : this.#settings.window;
    for (const entry of [...queue.entries]) {
      if (queue.inFlight >= window) {
        return;
      }
      if (entry.inFlight) {
        continue;
      }
      if (this.#isStale(entry)) {
        // What is in flight first: no message may overtake another.
        return queue.inFlight === 0 ? void this.#lookFor(queue, entry) : undefined;
      }
      const wait = this.#pace.take();
      if (wait > 0) {
        this.#pacing ??= setTimeout(() => {
          this.#pacing = undefined;
          this.pumpAll();
        }, wait);
        return;
      }
      this.#send(queue, entry);
    }
  }

  /** The server says who one is: what somebody else wrote does not go out under this name. */
  signedInAs(user: User): void {
    this.#user = user;
    for (const entry of this.#entries()) {
      const { owner } = entry;
      if (owner !== undefined && owner.id !== user.id && !(owner.guest === true && user.guest === true)) {
        this.#reject(entry, new RoomcastError('different-user', 'it was written by somebody else'));
      } else {
        entry.owner = user;
      }
    }
  }

  /** A message of the log that the server calls one's own: as good as its ack, which may be lost. */
  seen(entry: LogEntry, epoch: string): void {
    const mine = this.#rooms
      .get(entry.roomId)
      ?.entries.find((one) => one.message.messageId === entry.messageId && one.triedAs.includes(entry.user.id));
    if (mine !== undefined) {
      this.#acknowledge(mine, entry, epoch);
    }
  }

  /** The server closed the connection because of what was in flight: where that was more than one, finds out which. */
  rejectSent(error: RoomcastError): void {
    for (const queue of [...this.#rooms.values()]) {
      if (queue.inFlight === 1) {
        queue.entries.filter((entry) => entry.inFlight).forEach((entry) => this.#reject(entry, error));
      }
      queue.careful ||= queue.inFlight > 1;
    }
  }

  rejectRoom(roomId: string, error: RoomcastError): void {
    [...(this.#rooms.get(roomId)?.entries ?? [])].forEach((entry) => this.#reject(entry, error));
  }

  rejectAll(error: RoomcastError): void {
    this.#entries().forEach((entry) => this.#reject(entry, error));
  }

  #send(queue: Queue, entry: Entry): void {
    const { message } = entry;
    if (entry.firstTry === undefined) {
      entry.firstTry = Date.now();
      entry.seenTo = this.#host.position(message.roomId);
    }
    if (this.#user !== undefined && !entry.triedAs.includes(this.#user.id)) {
      entry.triedAs.push(this.#user.id);
    }
    this.#fly(queue, entry, true);
    this.#host.ask(message).then(
      (ack) => {
        this.#fly(queue, entry, false);
        this.#backoff.reset();
        this.#take(entry, { kind: 'acked', ack });
        queue.careful &&= queue.entries.some((one) => one.firstTry !== undefined);
        this.pump(message.roomId);
      },
      (error: RoomcastError) => {
        this.#fly(queue, entry, false);
        this.#afterFailure(queue, entry, error);
      },
    );
  }

  #afterFailure(queue: Queue, entry: Entry, error: RoomcastError): void {
    if (!queue.entries.includes(entry)) {
      this.pump(entry.message.roomId); // settled already
      return;
    }
    switch (error.code) {
      case 'disconnected':
      case 'unauthenticated':
        return; // it goes out again once the client is signed in and the room has been joined
      case 'timeout':
        this.#host.suspect();
        queue.careful = true;
        this.pump(entry.message.roomId);
        return;
      case 'rate-limited':
        this.#hold(queue, entry, error.details?.retryAfterMs ?? 1_000);
        return;
      case 'unavailable':
        this.#hold(queue, entry, this.#backoff.next() ?? UNAVAILABLE_BACKOFF.max);
        return;
      default:
        void this.#settleFailure(queue, entry, error);
    }
  }

  #hold(queue: Queue, entry: Entry, ms: number): void {
    queue.careful = true;
    queue.held = true;
    setTimeout(() => this.#goOn(queue, entry), ms);
  }

  #goOn(queue: Queue, entry: Entry): void {
    queue.held = false;
    this.pump(entry.message.roomId);
  }

  /** Too old for its retry to be idempotent: the log says whether it was stored, and else the application decides. */
  async #lookFor(queue: Queue, entry: Entry): Promise<void> {
    queue.held = true;
    const { message, triedAs: userIds, firstTry = 0, seenTo } = entry;
    let found: Found;
    try {
      found = await this.#host.find({ roomId: message.roomId, messageId: message.messageId, userIds, firstTry, seenTo });
    } catch {
      setTimeout(() => this.#goOn(queue, entry), this.#backoff.next() ?? UNAVAILABLE_BACKOFF.max);
      return;
    }
    if (found.kind === 'stored') {
      this.#acknowledge(entry, found.entry, found.epoch);
    } else if (found.kind === 'absent') {
      this.#forgetTries(entry);
    } else {
      const text = 'the room’s history does not tell whether it was stored';
      await this.#settleFailure(queue, entry, new RoomcastError('uncertain', text));
      return;
    }
    this.#goOn(queue, entry);
  }

  /** What waits behind it waits until it is decided what becomes of it. */
  async #settleFailure(queue: Queue, entry: Entry, error: RoomcastError): Promise<void> {
    queue.held = true;
    let decision: Decision = 'drop';
    try {
      decision = (await this.#host.decide?.(entry.message, error)) ?? 'drop';
    } catch (thrown) {
      reportLater(thrown);
    }
    if (decision === 'retry') {
      this.#forgetTries(entry);
    } else {
      const behind = decision === 'drop-all' ? queue.entries.slice(queue.entries.indexOf(entry) + 1) : [];
      [entry, ...behind].forEach((one) => this.#reject(one, error));
    }
    this.#goOn(queue, entry);
  }

  #forgetTries(entry: Entry): void {
    entry.firstTry = undefined;
    entry.seenTo = undefined;
    entry.triedAs = [];
  }

  #isStale(entry: Entry): boolean {
    return (
      entry.firstTry !== undefined &&
      (Date.now() - entry.firstTry > IDEMPOTENT_MS || entry.triedAs.some((id) => id !== this.#user?.id))
    );
  }

  #fly(queue: Queue, entry: Entry, inFlight: boolean): void {
    entry.inFlight = inFlight;
    queue.inFlight += inFlight ? 1 : -1;
  }

  #acknowledge(entry: Entry, stored: LogEntry, epoch: string): void {
    const { roomId, offset, timestamp, messageId } = stored;
    const ack: Ack = { type: 'ack', id: '', roomId, offset, epoch, timestamp, messageId };
    this.#take(entry, { kind: 'acked', ack });
    this.pump(roomId);
  }

  #reject(entry: Entry, error: RoomcastError): void {
    this.#take(entry, { kind: 'rejected', error });
  }

  #entries(): Entry[] {
    return [...this.#rooms.values()].flatMap(({ entries }) => entries);
  }

  /** Takes an entry out, once: its copy may come before its ack, and its rejection before either. */
  #take(entry: Entry, outcome: Outcome): void {
    const { message, settle } = entry;
    const { roomId } = message;
    const queue = this.#rooms.get(roomId);
    const index = queue?.entries.indexOf(entry) ?? -1;
    if (queue === undefined || index < 0) {
      return;
    }
    queue.entries.splice(index, 1);
    if (queue.entries.length === 0 && queue.inFlight === 0 && !queue.held) {
      this.#rooms.delete(roomId);
    }
    this.#count -= 1;
    this.#bytes -= entry.bytes;
    outcome.kind === 'acked' ? settle.resolve(outcome.ack) : settle.reject(outcome.error);
    this.#host.emit({ ...outcome, message, unsent: this.#count });
  }
}
