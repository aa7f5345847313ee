import type { RoomMessage, User } from '../../client/index.ts';
import { h, icon } from '../dom.ts';
import type { Comings } from '../model/comings.ts';
import type { Draft } from '../model/drafts.ts';
import { textOf, type Note } from '../model/room.ts';
import { clock, dayName } from '../time.ts';
import { inWords, languageTag, locale, words } from '../words/index.ts';
import { avatar } from './avatar.ts';
import { linked } from './text.ts';

/** Messages of one person within this time stand together under one name, in milliseconds. */
const TOGETHER_MS = 5 * 60_000;

/** Whether a message goes on where the one before it, by the same person, stopped. */
export function continues(before: RoomMessage | undefined, message: RoomMessage): boolean {
  return (
    before !== undefined &&
    before.user.id === message.user.id &&
    Date.parse(message.timestamp) - Date.parse(before.timestamp) < TOGETHER_MS
  );
}

export interface MessageLook {
  readonly own: boolean;
  readonly grouped: boolean;
  /** Undefined where one may not delete it. */
  readonly remove: (() => void) | undefined;
}

/** One message: who, when, what. */
export function messageLine(message: RoomMessage, look: MessageLook): HTMLElement {
  const w = words();
  const time = new Date(message.timestamp);
  return h(
    'li',
    { class: classes('message', look.own && 'own', look.grouped && 'grouped'), 'data-offset': message.offset },
    !look.own && avatar(message.user),
    h(
      'div',
      { class: 'bubble' },
      byline(message.user, look),
      message.deleted === true
        ? h('p', { class: 'text gone' }, w.deleted)
        : h('p', { class: 'text', dir: 'auto' }, ...linked(textOf(message.content))),
      h('time', { datetime: message.timestamp, title: time.toLocaleString(locale()) }, clock(time)),
    ),
    look.remove !== undefined &&
      message.deleted !== true &&
      h(
        'button',
        { type: 'button', class: 'icon-button remove', 'aria-label': w.deleteMessage, title: w.deleteMessage, onclick: look.remove },
        icon('bin'),
      ),
  );
}

export interface DraftActions {
  retry(): void;
  discard(): void;
}

/** One's own message that the server has not acknowledged. */
export function draftLine(draft: Draft, me: User, actions: DraftActions): HTMLElement {
  const w = words();
  const failed = draft.failure !== undefined;
  return h(
    'li',
    { class: classes('message own pending', failed && 'failed'), 'data-draft': draft.messageId },
    h(
      'div',
      { class: 'bubble' },
      byline(me, { own: true, grouped: true, remove: undefined }),
      h('p', { class: 'text', dir: 'auto' }, ...linked(draft.text)),
      failed
        ? h('p', { class: 'why', role: 'alert' }, w.notSent(inWords(draft.failure)))
        : h('span', { class: 'waiting' }, icon('clock'), w.waiting),
    ),
    failed &&
      h(
        'div',
        { class: 'row' },
        h('button', { type: 'button', class: 'button small', onclick: () => actions.retry() }, w.tryAgain),
        h('button', { type: 'button', class: 'button small', onclick: () => actions.discard() }, w.discard),
      ),
  );
}

export function dayLine(time: Date): HTMLElement {
  return h('li', { class: 'divider day' }, h('span', {}, dayName(time)));
}

/** So many are called by their names; the others are counted. */
const NAMED = 3;

/** Who came, and who went, in one line. */
export function comingsLine(comings: Comings): HTMLElement {
  const w = words();
  const { joined, left } = comings;
  return h(
    'li',
    { class: 'comings', dir: 'auto' },
    [names(joined, w.joined), names(left, w.left)].filter((part) => part !== '').join(' '),
  );
}

function names({ users, unnamed }: Comings['joined'], sentence: (who: string) => string): string {
  const w = words();
  const many = users.length + unnamed > NAMED;
  const named = users.slice(0, many ? NAMED - 1 : NAMED).map(({ username, guest }) => (guest === true ? w.guestNamed(username) : username));
  const others = users.length + unnamed - named.length;
  const all = others > 0 ? [...named, w.others(others)] : named;
  return all.length === 0 ? '' : sentence(new Intl.ListFormat(languageTag(), { type: 'conjunction' }).format(all));
}

export function newLine(): HTMLElement {
  return h('li', { class: 'divider new' }, h('span', {}, words().newMessages));
}

export function noteLine(note: Note): HTMLElement {
  return h('li', { class: 'divider note' }, h('span', {}, words()[note.kind]));
}

/** Always there for those who listen; shown where a new person begins to speak. */
function byline(user: User, look: MessageLook): HTMLElement {
  const w = words();
  const who = look.own ? w.you : user.username;
  return h(
    'p',
    { class: look.own || look.grouped ? 'author hidden' : 'author', dir: 'auto' },
    who,
    user.guest === true && !look.own && h('span', { class: 'tag' }, w.guest),
  );
}

function classes(...names: (string | false)[]): string {
  return names.filter((name) => name !== false).join(' ');
}
