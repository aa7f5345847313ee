/** Something to tell the user once. */
export type Notice =
  | { readonly kind: 'announcement'; readonly from: string; readonly text: string }
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'left'; readonly roomId: string; readonly reason: string }
  | { readonly kind: 'draining' }
  | { readonly kind: 'expiring' };

const MAX_NOTICES = 4;

/** What is to be told, until somebody has read it or it is no more. */
export class Notices {
  all: readonly Notice[] = [];
  private readonly changed: () => void;

  constructor(changed: () => void) {
    this.changed = changed;
  }

  tell(notice: Notice): void {
    this.all = [...this.all, notice].slice(-MAX_NOTICES);
    this.changed();
  }

  dismiss(notice: Notice): void {
    this.all = this.all.filter((one) => one !== notice);
    this.changed();
  }

  /** What was announced has happened. */
  drop(kind: Notice['kind']): void {
    this.all = this.all.filter((one) => one.kind !== kind);
    this.changed();
  }
}
