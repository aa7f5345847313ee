import type { Member, User } from '../../client/index.ts';

/** Those who were here before the connection was lost may come back for so long without being announced, in milliseconds. */
const RETURNING_MS = 30_000;

/**
 * Who is in a room, by their connections: somebody with two tabs comes once, and goes when both are closed. News may be
 * lost; each list of the server's sets it right.
 */
export class Crowd {
  private connections = new Map<string, number>();
  private returning = new Set<string>();
  private returningUntil = 0;

  /** As the server lists them. */
  listed(members: readonly Member[]): void {
    this.connections = new Map(members.map((member) => [member.id, member.connections]));
  }

  /** Back after a lost connection, and so may be everyone else. */
  resumed(): void {
    this.returning = new Set(this.connections.keys());
    this.returningUntil = Date.now() + RETURNING_MS;
  }

  /** Whether somebody is here now who was not before. */
  joined(user: User): boolean {
    const before = this.connections.get(user.id) ?? 0;
    this.connections.set(user.id, before + 1);
    const wasHere = this.returning.delete(user.id) && Date.now() < this.returningUntil;
    return before === 0 && !wasHere;
  }

  /** Whether somebody is here no more. */
  left(user: User): boolean {
    const before = this.connections.get(user.id) ?? 1;
    if (before > 1) {
      this.connections.set(user.id, before - 1);
      return false;
    }
    this.connections.delete(user.id);
    return true;
  }
}
