import type { Room as LiveRoom, User } from '../../client/index.ts';

/** Others are told at most so often that one is typing, in milliseconds. */
const TOLD_EVERY_MS = 3_000;

/** Somebody who has not signalled for so long has stopped typing, in milliseconds. */
const TYPING_MS = 5_000;

/** Who is typing in a room: the others, as they signal it, and oneself, signalled to them. */
export class Typing {
  private readonly others = new Map<string, { readonly user: User; readonly until: number }>();
  private toldAt = 0;

  heard(user: User, typing: boolean): void {
    if (typing) {
      this.others.set(user.id, { user, until: Date.now() + TYPING_MS });
    } else {
      this.others.delete(user.id);
    }
  }

  /** Who is typing now; forgets who has stopped. */
  who(): User[] {
    for (const [id, one] of this.others) {
      if (one.until <= Date.now()) {
        this.others.delete(id);
      }
    }
    return [...this.others.values()].map((one) => one.user);
  }

  /** Tells the others, where they do not know it yet. */
  tell(room: LiveRoom, typing: boolean): void {
    const now = Date.now();
    if (typing ? now - this.toldAt >= TOLD_EVERY_MS : this.toldAt > 0) {
      this.toldAt = typing ? now : 0;
      room.signal({ kind: 'typing', typing });
    }
  }

  /** One's message says that one has stopped. */
  said(): void {
    this.toldAt = 0;
  }
}
