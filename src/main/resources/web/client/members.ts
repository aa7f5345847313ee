import type { Member, MemberChange, RoomMembers } from './protocol.ts';

export interface MembersHost {
  page(cursor: string | undefined): Promise<RoomMembers>;
  changed(members: readonly Member[]): void;
}

/** How old the server's list may be over many instances, in milliseconds: sooner, asking again tells nothing new. */
const LIST_AGE_MS = 15_000;
/** Rows in one answer, which is the server's maximum too. */
const PAGE = 1_000;

/**
 * Who is in a room: the server's list, and what changed since. News may get lost, and in large rooms there is only a
 * count; where the count says that the list is wrong, it is asked for again.
 */
export class Members {
  static readonly page = PAGE;
  readonly #host: MembersHost;
  readonly #members = new Map<string, Member>();
  #expected = 0;
  #loading = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(host: MembersHost) {
    this.#host = host;
  }

  get list(): readonly Member[] {
    return [...this.#members.values()];
  }

  /** Asks for the list; `memberCount` counts connections, as in what the server sends. */
  load(memberCount: number): void {
    this.#expected = memberCount;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#loading) {
      this.#loading = true;
      void this.#read().finally(() => {
        this.#loading = false;
        this.#compare();
      });
    }
  }

  apply({ type, user, memberCount }: MemberChange): void {
    const before = this.#members.get(user.id)?.connections ?? 0;
    const connections = before + (type === 'user-joined' ? 1 : -1);
    if (connections > 0) {
      this.#members.set(user.id, { ...user, connections });
    } else {
      this.#members.delete(user.id);
    }
    this.#host.changed(this.list);
    this.counted(memberCount);
  }

  /** So many connections are in; who they are the list will say. */
  counted(memberCount: number): void {
    this.#expected = memberCount;
    this.#compare();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #read(): Promise<void> {
    const found: Member[] = [];
    try {
      let cursor: string | undefined;
      do {
        const answer: RoomMembers = await this.#host.page(cursor);
        found.push(...answer.members);
        cursor = answer.cursor;
      } while (cursor !== undefined);
    } catch {
      return; // without the right to it, or without a connection; joining again asks again
    }
    if (!this.#stopped) {
      this.#members.clear();
      found.forEach((member) => this.#members.set(member.id, member));
      this.#host.changed(this.list);
    }
  }

  #compare(): void {
    const listed = this.list.reduce((sum, { connections }) => sum + connections, 0);
    if (listed !== this.#expected && !this.#stopped && !this.#loading) {
      this.#timer ??= setTimeout(() => this.load(this.#expected), LIST_AGE_MS);
    }
  }
}
