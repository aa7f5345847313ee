import type { Content, Member, Room as LiveRoom, RoomMessage, User } from '../../client/index.ts';

/** The server keeps 1,000 a room by default; more than that is only scrolled past. */
export const MAX_MESSAGES = 1_500;

/** Somebody who has not signalled for so long has stopped typing, in milliseconds. */
export const TYPING_MS = 5_000;

/** More are counted, and not listed. */
export const MAX_LISTED = 200;

/** One's own message on its way. */
export interface Draft {
  readonly messageId: string;
  readonly text: string;
  /** Why it did not go out, or undefined while it still may. */
  failure: unknown;
}

/** A remark of the page's own in the log, after the message with this offset. */
export interface Note {
  readonly kind: 'historyLost' | 'roomReset';
  readonly key: string;
}

export type Line =
  | { readonly kind: 'message'; readonly message: RoomMessage }
  | { readonly kind: 'note'; readonly note: Note };

/** What the page knows of one room. */
export class Room {
  readonly id: string;
  /** The client's own room, by which one is in. */
  readonly live: LiveRoom;
  memberCount = 0;
  lines: Line[] = [];
  drafts: Draft[] = [];
  unread = 0;
  /** The first message that was unread when the room was opened. */
  newFrom: number | undefined;
  /** What came on joining has come; from then on what is missed is news. */
  caughtUp = false;
  hasEarlier = false;
  loadingEarlier = false;
  members: readonly Member[] | 'hidden' = [];
  /** How many connections are here beyond those of the listed members. */
  unlisted = 0;
  /** What is being written, kept while another room is looked at. */
  unfinished = '';
  private readonly typing = new Map<string, { readonly user: User; readonly until: number }>();
  private notes = 0;

  constructor(live: LiveRoom) {
    this.id = live.id;
    this.live = live;
  }

  /** Newest at the end. The oldest goes where there are too many, and can be had again by scrolling back. */
  add(message: RoomMessage): void {
    this.drafts = this.drafts.filter((draft) => draft.messageId !== message.messageId);
    this.typing.delete(message.user.id);
    this.lines.push({ kind: 'message', message });
    if (this.lines.length > MAX_MESSAGES) {
      this.lines.splice(0, this.lines.length - MAX_MESSAGES);
      this.hasEarlier = true;
    }
  }

  addEarlier(messages: readonly RoomMessage[]): void {
    const oldest = this.oldest ?? Infinity;
    const earlier = messages.filter((message) => message.offset < oldest);
    this.lines.unshift(...earlier.map((message): Line => ({ kind: 'message', message })));
  }

  addNote(kind: Note['kind']): void {
    this.notes += 1;
    this.lines.push({ kind: 'note', note: { kind, key: `note-${this.notes}` } });
  }

  /** What is there belongs to a log that is no more, or does not follow on what comes. */
  startOver(kind: Note['kind']): void {
    this.lines = [];
    this.caughtUp = false;
    this.hasEarlier = false;
    this.newFrom = undefined;
    this.addNote(kind);
  }

  markDeleted(offset: number): void {
    const index = this.lines.findIndex((line) => line.kind === 'message' && line.message.offset === offset);
    const line = this.lines[index];
    if (line?.kind === 'message') {
      const { content: _gone, ...rest } = line.message;
      this.lines[index] = { kind: 'message', message: { ...rest, deleted: true } };
    }
  }

  get oldest(): number | undefined {
    for (const line of this.lines) {
      if (line.kind === 'message') {
        return line.message.offset;
      }
    }
    return undefined;
  }

  get isFull(): boolean {
    return this.lines.length >= MAX_MESSAGES;
  }

  isTyping(user: User, typing: boolean): void {
    if (typing) {
      this.typing.set(user.id, { user, until: Date.now() + TYPING_MS });
    } else {
      this.typing.delete(user.id);
    }
  }

  /** Who is typing now; forgets who has stopped. */
  typists(): User[] {
    for (const [id, one] of this.typing) {
      if (one.until <= Date.now()) {
        this.typing.delete(id);
      }
    }
    return [...this.typing.values()].map((one) => one.user);
  }
}

/** What a message says, whatever an application put into it. */
export function textOf(content: Content | undefined): string {
  if (typeof content === 'string') {
    return content;
  }
  if (typeof content === 'object' && 'text' in content && typeof content.text === 'string') {
    return content.text;
  }
  return content === undefined ? '' : JSON.stringify(content, null, 2);
}
