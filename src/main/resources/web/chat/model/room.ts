import type { Content, Member, Room as LiveRoom, RoomMessage, User } from '../../client/index.ts';
import { dayOf } from '../time.ts';
import { Comings } from './comings.ts';
import { Crowd } from './crowd.ts';
import type { Draft } from './drafts.ts';
import { Typing } from './typing.ts';

/** The server keeps 1,000 a room by default; more come while the page is open. */
export const MAX_LINES = 12_000;

/** More are counted, and not listed. */
export const MAX_LISTED = 200;

/** A remark of the page's own in the log, after the message before it. */
export interface Note {
  readonly kind: 'historyLost' | 'roomReset';
  readonly key: string;
}

export type Line =
  | { readonly kind: 'message'; readonly message: RoomMessage; readonly day: string; readonly at: number }
  | { readonly kind: 'note'; readonly note: Note }
  | { readonly kind: 'comings'; readonly comings: Comings; readonly day: string; readonly at: number };

/** What the page knows of one room. */
export class Room {
  readonly id: string;
  /** The client's own room, by which one is in. */
  readonly live: LiveRoom;
  readonly crowd = new Crowd();
  readonly typing = new Typing();
  memberCount = 0;
  lines: Line[] = [];
  drafts: Draft[] = [];
  /** The last message that somebody had before their eyes here; undefined before anything came. */
  readTo: number | undefined;
  /** The first message that was unread when the room was opened. */
  newFrom: number | undefined;
  /** Where the log is to be shown from when it is drawn next: at its end, or where one left off, or as it is. */
  openAt: 'end' | 'new' | 'new-if-at-end' | undefined = 'end';
  /** What came on joining has come. */
  caughtUp = false;
  hasEarlier = false;
  loadingEarlier = false;
  members: readonly Member[] | 'hidden' = [];
  /** How many connections are here beyond those of the listed members. */
  unlisted = 0;
  /** What is being written, kept while another room is looked at. */
  unfinished = '';
  private keys = 0;

  constructor(live: LiveRoom) {
    this.id = live.id;
    this.live = live;
  }

  /** Newest at the end. The oldest goes where there are too many, and can be had again by scrolling back. */
  add(message: RoomMessage): void {
    this.drafts = this.drafts.filter((draft) => draft.messageId !== message.messageId);
    this.typing.heard(message.user, false);
    this.lines.push(lineOf(message));
    if (this.lines.length > MAX_LINES) {
      this.lines.splice(0, this.lines.length - MAX_LINES);
      this.hasEarlier = true;
    }
  }

  addEarlier(messages: readonly RoomMessage[]): void {
    const oldest = this.oldest ?? Infinity;
    this.lines.unshift(...messages.filter((message) => message.offset < oldest).map(lineOf));
  }

  /** Somebody came or went; told in one line with those before, until the next message. */
  cameOrWent(user: User, joined: boolean): void {
    if (!this.caughtUp) {
      return;
    }
    const last = this.lines.at(-1);
    const comings = last?.kind === 'comings' ? last.comings : new Comings(this.newKey('comings'));
    comings.add(user, joined);
    if (comings.isEmpty) {
      this.lines.pop();
    } else if (last?.kind !== 'comings') {
      this.lines.push({ kind: 'comings', comings, ...when(new Date()) });
    }
  }

  /** What is there belongs to a log that is no more, or does not follow on what comes. */
  startOver(kind: Note['kind']): void {
    this.lines = [{ kind: 'note', note: { kind, key: this.newKey('note') } }];
    this.caughtUp = false;
    this.hasEarlier = false;
    this.newFrom = undefined;
    this.readTo = undefined;
  }

  markDeleted(offset: number): void {
    const index = this.lines.findIndex((line) => line.kind === 'message' && line.message.offset === offset);
    const line = this.lines[index];
    if (line?.kind === 'message') {
      const { content: _gone, ...rest } = line.message;
      this.lines[index] = { ...line, message: { ...rest, deleted: true } };
    }
  }

  get oldest(): number | undefined {
    const line = this.lines.find((one) => one.kind === 'message');
    return line?.kind === 'message' ? line.message.offset : undefined;
  }

  get newest(): number | undefined {
    const line = this.lines.findLast((one) => one.kind === 'message');
    return line?.kind === 'message' ? line.message.offset : undefined;
  }

  get isFull(): boolean {
    return this.lines.length >= MAX_LINES;
  }

  /** What others said that has not been before anybody's eyes here: how much, and from where on. */
  unread(me: User | undefined): { readonly count: number; readonly from: number | undefined } {
    const { readTo } = this;
    let count = 0;
    let from: number | undefined;
    for (let index = this.lines.length - 1; readTo !== undefined && index >= 0; index -= 1) {
      const line = this.lines[index];
      if (line?.kind !== 'message') {
        continue;
      }
      if (line.message.offset <= readTo) {
        break;
      }
      if (line.message.user.id !== me?.id && line.message.deleted !== true) {
        count += 1;
        from = line.message.offset;
      }
    }
    return { count, from };
  }

  private newKey(kind: string): string {
    this.keys += 1;
    return `${kind} ${this.keys}`;
  }
}

function lineOf(message: RoomMessage): Line {
  return { kind: 'message', message, ...when(new Date(message.timestamp)) };
}

/** Told apart by days often, and so once for each line. */
function when(time: Date): { readonly day: string; readonly at: number } {
  return { day: dayOf(time), at: time.getTime() };
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
