import type { User } from '../../client/index.ts';

/** More are counted, and not named. */
const MAX_NAMED = 100;

/** Who came and went between two messages: one line of the log, however many they are. */
export class Comings {
  readonly key: string;
  /** Rises with each change, so that who shows it knows when to do so again. */
  version = 0;
  private readonly changes = new Map<string, { readonly user: User; readonly joined: boolean }>();
  private unnamed = { joined: 0, left: 0 };

  constructor(key: string) {
    this.key = key;
  }

  /** Who comes and goes, or goes and comes back, has done nothing worth telling. */
  add(user: User, joined: boolean): void {
    this.version += 1;
    const before = this.changes.get(user.id);
    if (before !== undefined) {
      before.joined === joined || this.changes.delete(user.id);
    } else if (this.changes.size < MAX_NAMED) {
      this.changes.set(user.id, { user, joined });
    } else {
      this.unnamed[joined ? 'joined' : 'left'] += 1;
    }
  }

  get joined(): { readonly users: User[]; readonly unnamed: number } {
    return { users: this.who(true), unnamed: this.unnamed.joined };
  }

  get left(): { readonly users: User[]; readonly unnamed: number } {
    return { users: this.who(false), unnamed: this.unnamed.left };
  }

  get isEmpty(): boolean {
    return this.changes.size === 0 && this.unnamed.joined === 0 && this.unnamed.left === 0;
  }

  private who(joined: boolean): User[] {
    return [...this.changes.values()].filter((change) => change.joined === joined).map(({ user }) => user);
  }
}
