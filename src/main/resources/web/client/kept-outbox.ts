import type { RoomcastClient } from './client.ts';
import { Emitter } from './emitter.ts';
import type { Events } from './events.ts';
import { newId } from './ids.ts';
import { KeptMessages, type KeptMessage } from './kept-messages.ts';
import type { Outgoing } from './outgoing.ts';

export interface KeptOutboxOptions {
  /** Of the database, so that two applications on one origin do not share it. */
  readonly name?: string;
  /** How many may be kept, of all tabs and users together. */
  readonly maxMessages?: number;
  /** Older ones are not sent any more, in milliseconds. */
  readonly maxAge?: number;
  /** Who one is, where the application knows: then what is written before the first connection is kept too. */
  readonly userId?: string;
}

export interface KeptOutboxEvents {
  /** Written in an earlier life of this page, or in a tab that is gone, and sent from here now. */
  restored: Outgoing;
  /** Not kept, because more are kept than may be or the browser stores nothing. It is sent from memory all the same. */
  'not-kept': { readonly message: Outgoing; readonly error: unknown };
  /** Too old to be sent, and gone. */
  expired: Outgoing;
}

const DAY_MS = 24 * 60 * 60_000;

/**
 * Keeps what waits to be sent in IndexedDB, so that it outlives the page. What a page left behind is sent by the next
 * one, or by another tab, of the same user, once that has joined the room. Each tab holds a Web Lock while it lives: so
 * the others know when its messages are theirs.
 */
export class KeptOutbox extends Emitter<KeptOutboxEvents> {
  readonly #client: RoomcastClient;
  readonly #options: Required<Omit<KeptOutboxOptions, 'userId'>>;
  readonly #messages: KeptMessages;
  readonly #tab = newId();
  readonly #closing = new AbortController();
  readonly #offs: (() => void)[];
  readonly #news: BroadcastChannel | undefined;
  /** The other tabs that there are or were; and those whose end is waited for, on behalf of who is signed in. */
  readonly #tabs = new Set<string>();
  readonly #watched = new Set<string>();
  /** What this client has to send by itself. */
  readonly #sending = new Set<string>();
  /** What was left behind, until its room is joined. */
  #left: KeptMessage[] = [];
  /** What was written before anybody was signed in. */
  #early: Outgoing[] = [];
  /** Who writes; and who is signed in, without whom nothing is sent. */
  #userId: string | undefined;
  #signedInAs: string | undefined;

  constructor(client: RoomcastClient, options: KeptOutboxOptions = {}) {
    super();
    this.#client = client;
    this.#userId = options.userId;
    this.#options = { name: 'roomcast-outbox', maxMessages: 500, maxAge: DAY_MS, ...options };
    this.#messages = new KeptMessages(this.#options.name);
    this.#offs = [
      client.on('outbox', (event) => this.#outbox(event)),
      client.on('state', (state) => 'user' in state && this.#signedIn(state.user.id)),
      client.on('room-joined', () => this.#send()),
    ];
    if (typeof BroadcastChannel !== 'undefined') {
      this.#news = new BroadcastChannel(this.#options.name);
      this.#news.onmessage = ({ data }) => {
        this.#tabs.add(String(data));
        this.#watch();
      };
    }
    // Only then may others wait for the end of it: who was faster would find nothing, and not look again.
    void this.#lock(this.#tab, () => {
      this.#news?.postMessage(this.#tab);
      return new Promise((over) => this.#closing.signal.addEventListener('abort', over));
    });
    if (client.user !== undefined) {
      this.#signedIn(client.user.id);
    }
  }

  /** Keeps nothing from now on; what is kept stays, for the next one. */
  close(): void {
    this.#offs.forEach((off) => off());
    this.#closing.abort();
    this.#news?.close();
    this.#messages.close();
  }

  #outbox(event: Events['outbox']): void {
    const { message } = event;
    const { messageId } = message;
    if (event.kind === 'queued') {
      if (!this.#sending.has(messageId)) {
        this.#sending.add(messageId);
        this.#userId === undefined ? this.#early.push(message) : void this.#keep(message, this.#userId);
      }
      return;
    }
    this.#sending.delete(messageId);
    this.#early = this.#early.filter((early) => early !== message);
    // A client that was closed may not have sent it: the next one will.
    if (event.kind === 'acked' || event.error.code !== 'closed') {
      void this.#messages.remove(messageId).catch(() => undefined);
    }
  }

  #signedIn(userId: string): void {
    if (this.#signedInAs !== userId) {
      this.#watched.clear();
    }
    this.#userId = this.#signedInAs = userId;
    this.#early.splice(0).forEach((message) => void this.#keep(message, userId));
    void this.#look();
  }

  async #keep(message: Outgoing, userId: string): Promise<void> {
    try {
      const kept = { messageId: message.messageId, userId, tab: this.#tab, at: Date.now(), message };
      await this.#messages.add(kept, this.#options.maxMessages);
      if (!this.#sending.has(message.messageId)) {
        await this.#messages.remove(message.messageId); // its ack was faster
      }
    } catch (error) {
      this.emit('not-kept', { message, error });
    }
  }

  /** What this client has left itself it takes at once, what other tabs have when they are gone. */
  async #look(): Promise<void> {
    const all = await this.#messages.all().catch(() => []);
    this.#take(all.filter(({ tab }) => tab === this.#tab));
    all.forEach(({ tab }) => this.#tabs.add(tab));
    this.#tabs.delete(this.#tab);
    this.#watch();
  }

  /** Whose messages one takes over depends on who one is. */
  #watch(): void {
    const userId = this.#signedInAs;
    const tabs = [...this.#tabs].filter((tab) => userId !== undefined && !this.#watched.has(tab));
    for (const tab of tabs) {
      this.#watched.add(tab);
      void this.#lock(tab, async () => {
        if (userId !== undefined && userId === this.#signedInAs) {
          this.#take(await this.#messages.takeOver(tab, this.#tab, userId));
        }
      });
    }
  }

  #take(messages: readonly KeptMessage[]): void {
    const known = new Set(this.#left.map(({ messageId }) => messageId));
    const left = messages.filter(({ messageId }) => !known.has(messageId) && !this.#sending.has(messageId));
    this.#left = [...this.#left, ...left].sort((a, b) => a.at - b.at);
    this.#send();
  }

  #send(): void {
    const rooms = this.#client.joinedRooms;
    const mine = this.#left.filter(({ userId, message }) => userId === this.#signedInAs && rooms.includes(message.roomId));
    this.#left = this.#left.filter((kept) => !mine.includes(kept));
    for (const { message, messageId, at } of mine) {
      if (Date.now() - at > this.#options.maxAge) {
        void this.#messages.remove(messageId).catch(() => undefined);
        this.emit('expired', message);
        continue;
      }
      this.#sending.add(messageId);
      const room = this.#client.room(message.roomId);
      const again = { messageId, triedAt: at };
      // How it ends the client's own event tells.
      (message.type === 'delete-message'
        ? room.delete(message.offset, again)
        : room.publish(message.content, { ...again, type: message.type })
      ).catch(() => undefined);
      this.emit('restored', message);
    }
  }

  /** Waits until the tab is gone. Without Web Locks nobody can tell: then it counts as gone. */
  async #lock(tab: string, work: () => Promise<unknown>): Promise<void> {
    const { signal } = this.#closing;
    if (typeof navigator === 'undefined' || navigator.locks === undefined) {
      await (tab === this.#tab ? undefined : work());
      return;
    }
    await navigator.locks.request(`${this.#options.name}:${tab}`, { signal }, work).catch(() => undefined);
  }
}

/** Keeps what the client has to send beyond the life of the page. Begin before the first `publish`. */
export function keepOutbox(client: RoomcastClient, options?: KeptOutboxOptions): KeptOutbox {
  return new KeptOutbox(client, options);
}
