import { h } from '../../chat/dom.ts';
import { number } from '../format.ts';
import { words } from '../words/index.ts';
import type { Context, Section } from './context.ts';
import { list } from './list.ts';
import { roomView } from './room.ts';

/** The open rooms, and one of them when it is chosen. */
export function rooms(context: Context): Section {
  const w = words();
  const element = h('div', {});
  const all = list(context, {
    label: w.rooms,
    columns: [w.room, w.members, w.action],
    row: (room) => [
      room.id,
      number(room.memberCount),
      h(
        'button',
        { type: 'button', class: 'button small', 'aria-label': w.showRoom(room.id), onclick: () => show(room.id) },
        w.open,
      ),
    ],
    pages: context.api.rooms,
    empty: w.noRooms,
    text: (room) => room.id,
    searchLabel: w.searchRooms,
  });

  function show(id: string): void {
    const view = roomView(context, id, () => {
      element.replaceChildren(all.element);
      all.refresh();
      all.element.querySelector('input')?.focus();
    });
    element.replaceChildren(view);
    view.querySelector('button')?.focus();
  }

  element.append(all.element);
  return { element };
}
