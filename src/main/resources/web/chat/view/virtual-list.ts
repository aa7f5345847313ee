import { reconcile } from '../dom.ts';

/** Rows that are in the document beyond those in view, on either side: enough to search in, and for a swift finger. */
const BEYOND_ROWS = 120;
/** With fewer than so many left on the side one scrolls to, they are drawn anew. */
const SPARE_ROWS = 50;
/** How tall a row counts that was not measured yet, until there is a mean of those that were; in pixels. */
const FIRST_GUESS = 48;
/** So near to an edge counts as being there, in pixels. */
const NEAR_END = 48;
const NEAR_TOP = 240;
/** What is measured moves what follows; drawn again at most so often, before it is good enough. */
const MAX_PASSES = 3;

export interface Row {
  /** Of its own among all rows of the list. */
  readonly key: string;
}

export interface RowViews<R extends Row> {
  /** What the element depends on: as long as it is the same, so is the element. */
  look(row: R): string;
  make(row: R): HTMLElement;
  /** Whether what is around the row stays around it, so that the view can be kept by it; as it is not with a heading. */
  isFixed(row: R): boolean;
  /** Something else is in view. */
  scrolled(): void;
  nearTop(): void;
}

/** Where the view is to be after the rows have changed: where it was, at the end, or with a row at its top. */
export type Place = 'kept' | 'end' | { readonly top: string };

/**
 * A long list of which only the rows around the view are in the document; padding stands in for the others. Rows have any
 * height, and are measured once drawn. What is being read stays where it is: at the end, new rows push the view on;
 * anywhere else the row at the top of the view stays, whatever comes in above it or turns out taller than thought.
 */
export class VirtualList<R extends Row> {
  private readonly box: HTMLElement;
  private readonly list: HTMLElement;
  private readonly views: RowViews<R>;
  private rows: readonly R[] = [];
  private indexes = new Map<string, number>();
  /** Where each row begins below the top of the list, and at last where the list ends. */
  private tops = new Float64Array(1);
  private heights = new Map<string, number>();
  private drawn = new Map<string, { readonly look: string; readonly element: HTMLElement }>();
  private range = { from: 0, to: 0 };
  private measured = { rows: 0, height: 0 };
  private anchor: { readonly key: string; readonly into: number } | undefined;
  private sticky = true;
  private width = 0;

  /**
   * @param box scrolls, and is what its children's offsets count from
   * @param list in the box; has the rows and nothing else
   */
  constructor(box: HTMLElement, list: HTMLElement, views: RowViews<R>) {
    this.box = box;
    this.list = list;
    this.views = views;
    box.addEventListener('scroll', () => this.scrolled(), { passive: true });
    // The composer grows, a phone turns: the end stays in view, and what was measured may be wrong.
    new ResizeObserver(() => this.resized()).observe(box);
  }

  get atEnd(): boolean {
    return this.sticky;
  }

  /** The last row that can be seen whole. */
  get lastInView(): R | undefined {
    const bottom = this.box.scrollTop + this.box.clientHeight - this.list.offsetTop;
    return this.rows[this.sticky ? this.rows.length - 1 : this.rowAt(bottom) - 1];
  }

  /** Shows these rows. */
  update(rows: readonly R[], place: Place = 'kept'): void {
    this.rows = rows;
    this.indexes = new Map(rows.map((row, index) => [row.key, index]));
    if (place === 'end') {
      this.sticky = true;
    } else if (place !== 'kept') {
      this.sticky = false;
      this.anchor = { key: place.top, into: 0 };
    }
    this.layOut();
    this.draw();
    this.look();
  }

  toEnd(): void {
    this.sticky = true;
    this.draw();
    this.look();
  }

  /** What was measured belongs to other rows. */
  forget(): void {
    this.heights.clear();
    this.drawn.clear();
    this.measured = { rows: 0, height: 0 };
  }

  /** Draws the rows around the view, as often as what they turn out to measure moves them. */
  private draw(): void {
    for (let pass = 0; pass < MAX_PASSES; pass += 1) {
      const { from, to } = this.wanted();
      this.range = { from, to };
      const next: typeof this.drawn = new Map();
      for (const row of this.rows.slice(from, to)) {
        const look = this.views.look(row);
        const before = this.drawn.get(row.key);
        next.set(row.key, before?.look === look ? before : { look, element: this.views.make(row) });
      }
      this.drawn = next;
      this.put([...next.values()].map(({ element }) => element));
      if (!this.measure()) {
        break;
      }
      this.layOut();
    }
    this.place();
  }

  private put(elements: readonly HTMLElement[]): void {
    const focused = this.list.contains(document.activeElement);
    reconcile(this.list, elements);
    if (focused && !this.list.contains(document.activeElement)) {
      this.box.focus({ preventScroll: true }); // what had it is out of view
    }
  }

  /** Puts the padding in place of what is not drawn, and the view where it belongs. */
  private place(): void {
    const { from, to } = this.range;
    const { style } = this.list;
    // Through the style object, which a content security policy allows.
    style.paddingTop = `${this.tops[from]}px`;
    style.paddingBottom = `${this.end - (this.tops[to] ?? this.end)}px`;
    const { box } = this;
    const wanted = this.sticky ? box.scrollHeight - box.clientHeight : this.scrollTopOfAnchor();
    if (Math.abs(box.scrollTop - wanted) >= 1) {
      box.scrollTop = wanted;
    }
  }

  private wanted(): { from: number; to: number } {
    const { length } = this.rows;
    const height = this.box.clientHeight;
    const top = this.sticky ? this.end - height : this.scrollTopOfAnchor() - this.list.offsetTop;
    const from = Math.max(0, this.rowAt(top) - BEYOND_ROWS);
    const to = Math.min(length, this.rowAt(top + height) + 1 + BEYOND_ROWS);
    return { from, to };
  }

  private scrollTopOfAnchor(): number {
    const index = this.anchor === undefined ? undefined : this.indexes.get(this.anchor.key);
    return index === undefined || this.anchor === undefined
      ? this.box.scrollTop
      : this.list.offsetTop + (this.tops[index] ?? 0) + this.anchor.into;
  }

  /** True where a row is not as tall as was thought. */
  private measure(): boolean {
    let changed = false;
    for (const [key, { element }] of this.drawn) {
      const height = element.getBoundingClientRect().height;
      const before = this.heights.get(key);
      if (before === undefined || Math.abs(before - height) > 0.5) {
        changed = true;
        this.heights.set(key, height);
        this.measured.rows += 1;
        this.measured.height += height;
      }
    }
    return changed;
  }

  private layOut(): void {
    const { rows, height } = this.measured;
    const guess = rows === 0 ? FIRST_GUESS : height / rows;
    const tops = new Float64Array(this.rows.length + 1);
    this.rows.forEach((row, index) => {
      tops[index + 1] = (tops[index] ?? 0) + (this.heights.get(row.key) ?? guess);
    });
    this.tops = tops;
  }

  private get end(): number {
    return this.tops[this.rows.length] ?? 0;
  }

  /** The row that is so far below the top of the list; the last one where that is below all. */
  private rowAt(y: number): number {
    let low = 0;
    let high = Math.max(0, this.rows.length - 1);
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.tops[middle] ?? 0) <= y) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private fixedFrom(first: number): number {
    for (let index = first; index < this.rows.length; index += 1) {
      const row = this.rows[index];
      if (row !== undefined && this.views.isFixed(row)) {
        return index;
      }
    }
    return first;
  }

  private scrolled(): void {
    this.look();
    const first = this.anchor === undefined ? undefined : this.indexes.get(this.anchor.key);
    const last = this.rowAt(this.box.scrollTop - this.list.offsetTop + this.box.clientHeight);
    const { from, to } = this.range;
    const above = from > 0 && (first ?? 0) - from < SPARE_ROWS;
    const below = to < this.rows.length && to - last < SPARE_ROWS;
    if (above || below) {
      this.draw();
    }
  }

  /** Notes what is in view now. */
  private look(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    this.sticky = scrollHeight - scrollTop - clientHeight < NEAR_END;
    const y = scrollTop - this.list.offsetTop;
    const index = this.fixedFrom(this.rowAt(y));
    const row = this.rows[index];
    this.anchor = row === undefined ? undefined : { key: row.key, into: y - (this.tops[index] ?? 0) };
    this.views.scrolled();
    if (scrollTop < NEAR_TOP) {
      this.views.nearTop();
    }
  }

  private resized(): void {
    if (this.box.clientWidth !== this.width) {
      this.width = this.box.clientWidth;
      this.heights.clear();
      this.measured = { rows: 0, height: 0 };
      this.layOut();
      this.draw();
    } else if (this.sticky) {
      this.toEnd();
    }
  }
}
