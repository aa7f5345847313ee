import { h } from '../../chat/dom.ts';
import { inWords, words } from '../words/index.ts';
import type { Context, Section } from './context.ts';

/** The settings in effect on the instance that answers. */
export function settings(context: Context): Section {
  const w = words();
  const body = h('tbody');
  const filter = h('input', { type: 'search', class: 'input', placeholder: w.filterSettings, 'aria-label': w.filterSettings });
  const table = h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': w.settings },
    h('table', {}, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, w.setting), h('th', { scope: 'col' }, w.value))), body),
  );

  filter.addEventListener('input', () => {
    const wanted = filter.value.trim().toLowerCase();
    for (const row of body.rows) {
      row.hidden = !(row.cells[0]?.textContent ?? '').includes(wanted);
    }
  });

  context.api.instance().then(
    (instance) =>
      body.replaceChildren(
        ...instance.settings.map(({ name, value }) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, h('code', {}, name)),
            h('td', {}, value === '' ? h('span', { class: 'hint' }, w.notSet) : h('code', {}, value)),
          ),
        ),
      ),
    (error: unknown) => context.say(inWords(error), true),
  );
  return { element: h('div', { class: 'list' }, h('div', { class: 'search' }, filter), table, h('p', { class: 'hint' }, w.settingsHint)) };
}
