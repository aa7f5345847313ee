/** A place of the browser's where the page keeps things; where that is blocked, it lives without. */
export class Storage {
  private readonly place: () => globalThis.Storage;

  /** @param place asked for at each use, since a browser may refuse even to name it */
  constructor(place: () => globalThis.Storage) {
    this.place = place;
  }

  read(key: string): unknown {
    try {
      return JSON.parse(this.place().getItem(key) ?? 'null') ?? undefined;
    } catch {
      return undefined;
    }
  }

  /** Nothing is kept where it is blocked or full, and nothing is lost that is on the page. */
  write(key: string, value: unknown): void {
    try {
      value === undefined ? this.place().removeItem(key) : this.place().setItem(key, JSON.stringify(value));
    } catch {
      // see above
    }
  }
}

/** Kept for the tab: a reload goes on with it, a second tab can be somebody else. */
export const tab = new Storage(() => sessionStorage);

/** Kept for the browser. */
export const browser = new Storage(() => localStorage);
