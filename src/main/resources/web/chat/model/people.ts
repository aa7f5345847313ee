import { RoomcastError, type Member, type RoomcastClient, type User } from '../../client/index.ts';
import { MAX_LISTED, type Room } from './room.ts';

/** Joins and leaves that come together are looked up together, in milliseconds; in a crowd less often. */
const DELAY_MS = 250;
const CROWD_DELAY_MS = 5_000;

/** Keeps the list of who is in a room fresh. */
export class People {
  private readonly client: RoomcastClient;
  private readonly changed: () => void;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private soon: Room | undefined;

  constructor(client: RoomcastClient, changed: () => void) {
    this.client = client;
    this.changed = changed;
  }

  /** Somebody came or went. */
  refreshSoon(room: Room): void {
    if (this.soon === room) {
      // Not put off again: where people come and go without a pause, the list would never be looked up.
      return;
    }
    clearTimeout(this.timer);
    this.soon = room;
    const delay = room.memberCount > MAX_LISTED ? Math.random() * CROWD_DELAY_MS : DELAY_MS;
    this.timer = setTimeout(() => {
      this.soon = undefined;
      this.refresh(room);
    }, delay);
  }

  refresh(room: Room): void {
    if (this.client.user === undefined) {
      return;
    }
    this.client.request({ type: 'get-room-members', roomId: room.id, limit: MAX_LISTED }).then(
      ({ members, cursor }) => {
        const listed = members.reduce((sum, member) => sum + member.connections, 0);
        room.crowd.listed(members);
        room.members = inOrder(members, this.client.user);
        room.unlisted = cursor === undefined ? 0 : Math.max(0, room.memberCount - listed);
        this.changed();
      },
      (error: unknown) => {
        if (error instanceof RoomcastError && error.code === 'forbidden') {
          room.members = 'hidden';
          this.changed();
        }
      },
    );
  }

  stop(): void {
    clearTimeout(this.timer);
    this.soon = undefined;
  }
}

/** Oneself first, the others by name. */
function inOrder(members: readonly Member[], me: User | undefined): Member[] {
  const rank = (member: Member): number => (member.id === me?.id ? 0 : 1);
  return [...members].sort((a, b) => rank(a) - rank(b) || a.username.localeCompare(b.username));
}
