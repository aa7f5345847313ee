/** So near to an edge counts as being there, in pixels. */
const NEAR_BOTTOM = 48;
const NEAR_TOP = 240;

export interface ScrollEvents {
  nearTop(): void;
  atBottom(is: boolean): void;
}

/**
 * Keeps what is being read where it is: at the end, new lines push the view on; anywhere else the line at the top of
 * the view stays there, whatever is put in above it.
 */
export class ScrollKeeper {
  private readonly box: HTMLElement;
  private readonly events: ScrollEvents;
  private sticky = true;

  constructor(box: HTMLElement, events: ScrollEvents) {
    this.box = box;
    this.events = events;
    box.addEventListener('scroll', () => this.look(), { passive: true });
    // The composer grows, a phone's keyboard opens: the end stays in view.
    new ResizeObserver(() => this.sticky && this.toBottom()).observe(box);
  }

  /** Changes the content; `fresh` begins at its end. */
  keep(fresh: boolean, change: () => void): void {
    this.sticky ||= fresh;
    const anchor = this.sticky ? undefined : this.firstInView();
    const before = anchor?.getBoundingClientRect().top ?? 0;
    change();
    // By its number: the line may have been drawn anew, since what stands above it now can be of the same person.
    const after = this.box.querySelector(`li[data-offset="${anchor?.dataset['offset'] ?? ''}"]`);
    if (this.sticky) {
      this.toBottom();
    } else if (after !== null) {
      this.box.scrollTop += after.getBoundingClientRect().top - before;
    }
    this.look();
  }

  toBottom(): void {
    this.box.scrollTop = this.box.scrollHeight;
  }

  private look(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    this.sticky = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
    this.events.atBottom(this.sticky);
    if (scrollTop < NEAR_TOP) {
      this.events.nearTop();
    }
  }

  private firstInView(): HTMLElement | undefined {
    const top = this.box.getBoundingClientRect().top;
    return [...this.box.querySelectorAll<HTMLElement>('li[data-offset]')].find(
      (line) => line.getBoundingClientRect().bottom > top,
    );
  }
}
