import { h } from '../../chat/dom.ts';
import type { Page, Pages } from '../api.ts';
import { words } from '../words/index.ts';
import { inWords } from '../words/index.ts';
import type { Context } from './context.ts';

/** Rows that are shown at once. */
const ROWS = 25;
/** Rows that are asked for at once when something is searched: as many as the server gives. */
const SEARCH_ROWS = 1_000;
/** Pages that one search reads at most. */
const SEARCH_PAGES = 10;
/** How long nobody has to type before it is searched, in milliseconds. */
const PAUSE_MS = 250;

export interface ListOptions<T> {
  readonly label: string;
  readonly columns: readonly string[];
  readonly row: (row: T) => readonly (Node | string)[];
  readonly pages: Pages<T>;
  readonly empty: string;
  /** What the reader searches in; no field for it without. */
  readonly text?: (row: T) => string;
  readonly searchLabel?: string;
}

export interface List {
  readonly element: HTMLElement;
  /** Asks for the page that is shown again. */
  readonly refresh: () => void;
}

/** A table of rows, page by page, with a search through the first ten thousand. */
export function list<T>(context: Context, options: ListOptions<T>): List {
  const w = words();
  const body = h('tbody');
  const note = h('p', { class: 'hint', role: 'status' }, w.loading);
  const previous = h('button', { type: 'button', class: 'button small', onclick: () => go(-1) }, w.previous);
  const next = h('button', { type: 'button', class: 'button small', onclick: () => go(1) }, w.next);
  const field = h('input', { type: 'search', class: 'input', placeholder: options.searchLabel, 'aria-label': options.searchLabel });
  /** The cursors by which the pages up to the one that is shown were asked for. */
  let cursors: (string | undefined)[] = [undefined];
  let after: string | undefined;
  let turn = 0;
  let typing: ReturnType<typeof setTimeout> | undefined;
  previous.disabled = true;
  next.disabled = true;

  function go(step: -1 | 1): void {
    if (step === 1) {
      cursors.push(after);
    } else {
      cursors.pop();
    }
    void load();
  }

  async function load(): Promise<void> {
    const mine = ++turn;
    try {
      const wanted = field.value.trim().toLocaleLowerCase();
      const found = wanted === '' ? await options.pages(ROWS, cursors.at(-1)) : await search(wanted);
      if (mine === turn) {
        show(found, wanted !== '');
      }
    } catch (error) {
      context.say(inWords(error), true);
    }
  }

  async function search(wanted: string): Promise<Page<T>> {
    const rows: T[] = [];
    let from: string | undefined;
    for (let i = 0; i < SEARCH_PAGES && rows.length < SEARCH_ROWS; i++) {
      const page = await options.pages(SEARCH_ROWS, from);
      rows.push(...page.rows.filter((row) => options.text?.(row).toLocaleLowerCase().includes(wanted)));
      from = page.cursor;
      if (from === undefined) {
        break;
      }
    }
    return { rows: rows.slice(0, SEARCH_ROWS), cursor: from };
  }

  function show({ rows, cursor }: Page<T>, isSearch: boolean): void {
    after = cursor;
    body.replaceChildren(
      ...rows.map((row) =>
        h('tr', {}, ...options.row(row).map((cell, i) => h(i === 0 ? 'th' : 'td', i === 0 ? { scope: 'row' } : {}, cell))),
      ),
    );
    previous.hidden = isSearch;
    next.hidden = isSearch;
    previous.disabled = cursors.length === 1;
    next.disabled = cursor === undefined;
    note.textContent =
      rows.length === 0
        ? isSearch
          ? w.noMatch
          : options.empty
        : isSearch && cursor !== undefined
          ? w.searched(SEARCH_ROWS * SEARCH_PAGES)
          : '';
    table.hidden = rows.length === 0;
  }

  field.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      cursors = [undefined];
      void load();
    }, PAUSE_MS);
  });
  const table = h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': options.label, hidden: true },
    h('table', {}, h('thead', {}, h('tr', {}, ...options.columns.map((column) => h('th', { scope: 'col' }, column)))), body),
  );
  void load();
  return {
    element: h(
      'div',
      { class: 'list' },
      options.text !== undefined && h('div', { class: 'search' }, field),
      table,
      note,
      h('div', { class: 'row' }, previous, next),
    ),
    refresh: () => void load(),
  };
}
