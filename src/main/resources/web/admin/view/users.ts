import { h } from '../../chat/dom.ts';
import { time } from '../format.ts';
import { words } from '../words/index.ts';
import type { Context, Section } from './context.ts';
import { list } from './list.ts';
import { userActions } from './user-actions.ts';

/** Who is signed in. */
export function users(context: Context): Section {
  const w = words();
  const all = list(context, {
    label: w.users,
    columns: [w.user, w.name, w.since, w.action],
    row: (user) => [user.id, user.username, time(user.authenticatedAt), userActions(context, user.id, () => all.refresh())],
    pages: context.api.users,
    empty: w.noUsers,
    text: (user) => `${user.id}\n${user.username}`,
    searchLabel: w.searchUsers,
  });
  return { element: h('div', {}, all.element, h('p', { class: 'hint' }, w.usersHint)) };
}
