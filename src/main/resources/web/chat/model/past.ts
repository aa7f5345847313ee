import { RoomcastError } from '../../client/index.ts';
import type { Notices } from './notices.ts';
import type { Room } from './room.ts';

/** Messages that are asked for at a time. */
const PAGE = 50;

/** Brings what was said before the lines that a room has, a page at a time. */
export class Past {
  private readonly notices: Notices;
  private readonly changed: () => void;

  constructor(notices: Notices, changed: () => void) {
    this.notices = notices;
    this.changed = changed;
  }

  async load(room: Room): Promise<void> {
    // Where all of it was read in an earlier page, there is no line yet to begin from.
    const before = room.oldest ?? (room.live.position === undefined ? undefined : room.live.position.offset + 1);
    if (before === undefined || !room.hasEarlier || room.loadingEarlier || room.isFull) {
      return;
    }
    room.loadingEarlier = true;
    this.changed();
    try {
      const page = await room.live.history({ before, limit: PAGE });
      room.hasEarlier = page.hasMore ?? false;
      room.addEarlier(page.messages.filter((entry) => entry.type !== 'message-deleted'));
    } catch (error) {
      // Without a connection the next scroll tries again; anything else will not get better.
      if (!(error instanceof RoomcastError && (error.code === 'disconnected' || error.code === 'timeout'))) {
        room.hasEarlier = false;
        this.notices.tell({ kind: 'error', error });
      }
    } finally {
      room.loadingEarlier = false;
      this.changed();
    }
  }
}
