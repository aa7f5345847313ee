/** Below this width the rooms, and below the other one the people, slide in over the messages. */
const NARROW = '(max-width: 719px)';
const MEDIUM = '(max-width: 1079px)';

/**
 * Panes that stand beside the messages where there is room, and slide in over them where there is not. A closed drawer
 * is out of reach of the keyboard and of screen readers; Escape closes an open one, and the focus goes back to where it
 * came from.
 */
export class Drawers {
  private readonly root: HTMLElement;
  private readonly panes: readonly { readonly name: string; readonly element: HTMLElement; readonly query: MediaQueryList }[];
  private readonly covered: HTMLElement;
  private opened: string | undefined;
  private opener: HTMLElement | undefined;
  private readonly stop = new AbortController();

  constructor(root: HTMLElement, rooms: HTMLElement, people: HTMLElement, covered: HTMLElement) {
    this.root = root;
    this.covered = covered;
    this.panes = [
      { name: 'rooms', element: rooms, query: matchMedia(NARROW) },
      { name: 'people', element: people, query: matchMedia(MEDIUM) },
    ];
    const { signal } = this.stop;
    this.panes.forEach((pane) => pane.query.addEventListener('change', () => this.apply(), { signal }));
    document.addEventListener('keydown', (event) => event.key === 'Escape' && this.close(), { signal });
    this.apply();
  }

  open(name: 'rooms' | 'people'): void {
    this.opener = document.activeElement instanceof HTMLElement ? document.activeElement : undefined;
    this.opened = name;
    this.apply();
    this.panes.find((pane) => pane.name === name)?.element.querySelector<HTMLElement>('button')?.focus();
  }

  close(): void {
    if (this.opened !== undefined) {
      this.opened = undefined;
      this.apply();
      this.opener?.focus();
    }
  }

  dispose(): void {
    this.stop.abort();
  }

  private apply(): void {
    let covering = false;
    for (const { name, element, query } of this.panes) {
      const isOpen = this.opened === name;
      element.inert = query.matches && !isOpen;
      element.classList.toggle('open', query.matches && isOpen);
      covering ||= query.matches && isOpen;
    }
    this.covered.inert = covering;
    this.root.classList.toggle('covered', covering);
  }
}
