import { h } from '../../chat/dom.ts';
import type { Entry, Member } from '../api.ts';
import { number, time } from '../format.ts';
import { inWords, words } from '../words/index.ts';
import { withConsent, type Context } from './context.ts';
import { list } from './list.ts';
import { userActions } from './user-actions.ts';

/** Messages that are asked for at once. */
const MESSAGES = 20;

/** One room: who is in it, and what was said last. */
export function roomView(context: Context, id: string, back: () => void): HTMLElement {
  const w = words();
  const members = list<Member>(context, {
    label: w.members,
    columns: [w.user, w.name, w.connections, w.action],
    row: (member) => [member.id, member.username, number(member.connections), userActions(context, member.id, () => members.refresh())],
    pages: (limit, after) => context.api.members(id, limit, after),
    empty: w.noMembers,
  });
  const log = h('ol', { class: 'log' });
  const empty = h('p', { class: 'hint', hidden: true }, w.noMessages);
  const earlier = h('button', { type: 'button', class: 'button small', hidden: true, onclick: () => void load(oldest) }, w.earlier);
  let oldest: number | undefined;

  async function load(before?: number): Promise<void> {
    try {
      const { messages, hasMore } = await context.api.messages(id, MESSAGES, before);
      const rows = messages.map((entry) => line(entry)).reverse();
      before === undefined ? log.replaceChildren(...rows) : log.append(...rows);
      oldest = messages[0]?.offset ?? oldest;
      earlier.hidden = !hasMore;
      empty.hidden = log.childElementCount > 0;
    } catch (error) {
      context.say(inWords(error), true);
    }
  }

  function line(entry: Entry): HTMLElement {
    const isMessage = entry.type !== 'message-deleted' && entry.deleted !== true;
    return h(
      'li',
      {},
      h('span', { class: 'log-head' }, h('b', {}, entry.user.username), ` ${time(entry.timestamp)} · ${entry.offset}`),
      h('span', { class: isMessage ? 'log-text' : 'log-text gone' }, textOf(entry)),
      isMessage &&
        h(
          'button',
          { type: 'button', class: 'button small', 'aria-label': w.deleteMessage(entry.offset), onclick: () => remove(entry.offset) },
          w.delete,
        ),
    );
  }

  function remove(offset: number): void {
    withConsent(context, w.deleteQuestion(offset), w.delete, () => context.api.delete(id, offset), w.deleteDone, () => void load());
  }

  void load();
  return h(
    'div',
    { class: 'room' },
    h('button', { type: 'button', class: 'button small', onclick: back }, w.back),
    h('h2', {}, id),
    h('section', { class: 'panel' }, h('h3', {}, w.members), members.element),
    h('section', { class: 'panel' }, h('h3', {}, w.recentMessages), log, empty, h('div', { class: 'row' }, earlier)),
  );
}

function textOf(entry: Entry): string {
  if (entry.type === 'message-deleted') {
    return words().deletion(entry.target ?? 0);
  }
  if (entry.deleted === true) {
    return words().deleted;
  }
  return typeof entry.content === 'string' ? entry.content : JSON.stringify(entry.content);
}
