import { newId, RoomcastError, type Ack } from '../../client/index.ts';
import { tab } from '../storage.ts';
import type { Room } from './room.ts';

/** One's own message on its way. */
export interface Draft {
  readonly messageId: string;
  readonly text: string;
  /** When it was written, in milliseconds since 1970; from then on it may have been stored. */
  readonly at: number;
  /** Why it did not go out, or undefined while it still may. */
  failure: RoomcastError | undefined;
}

interface KeptDraft {
  readonly messageId: string;
  readonly text: string;
  readonly at: number;
  readonly failure?: { readonly code: RoomcastError['code']; readonly message: string } | undefined;
}

interface KeptRoom {
  readonly unfinished: string;
  readonly drafts: readonly KeptDraft[];
}

interface Kept {
  readonly writer: string | undefined;
  readonly rooms: Readonly<Record<string, KeptRoom>>;
}

const UNSENT = 'roomcast.unsent';

/**
 * What one writes: what is unfinished, and what is on its way, which is shown at once and gone from here when its copy
 * comes back in the log. Kept in the tab, so that a reload loses none of it: what may have been stored before goes out
 * under the same id, and the library finds out whether it was.
 */
export class Drafts {
  private readonly changed: () => void;
  private readonly writer: string | undefined;
  private readonly rooms: ReadonlyMap<string, Room>;
  private readonly kept: Record<string, KeptRoom>;
  /** Before one is signed in nothing goes out: what an earlier page left goes first. */
  private signedIn = false;
  private stopped = false;
  private readonly restored = new Set<Draft>();

  /** @param writer whose they are; undefined where that is not known */
  constructor(rooms: ReadonlyMap<string, Room>, writer: string | undefined, changed: () => void) {
    this.rooms = rooms;
    this.writer = writer;
    this.changed = changed;
    const kept = tab.read(UNSENT) as Kept | undefined;
    this.kept = kept !== undefined && kept.writer === writer ? { ...kept.rooms } : {};
  }

  /** Puts back what an earlier page left in this room. */
  restore(room: Room): void {
    const kept = this.kept[room.id];
    if (kept === undefined) {
      return;
    }
    delete this.kept[room.id];
    room.unfinished = kept.unfinished;
    for (const { failure, ...rest } of kept.drafts) {
      const draft: Draft = { ...rest, failure: failure && new RoomcastError(failure.code, failure.message) };
      room.drafts.push(draft);
      if (draft.failure === undefined) {
        this.restored.add(draft);
        this.signedIn && this.deliver(room, draft);
      }
    }
  }

  /** From now on what is written goes out. */
  open(): void {
    if (!this.signedIn) {
      this.signedIn = true;
      this.rooms.forEach((room) =>
        room.drafts.filter(({ failure }) => failure === undefined).forEach((draft) => this.deliver(room, draft)),
      );
    }
  }

  add(room: Room, text: string): void {
    const draft: Draft = { messageId: newId(), text, at: Date.now(), failure: undefined };
    room.drafts.push(draft);
    this.deliver(room, draft);
  }

  /** Under the same id, so that it cannot arrive twice. */
  retry(room: Room, draft: Draft): void {
    draft.failure = undefined;
    this.deliver(room, draft);
  }

  discard(room: Room, draft: Draft): void {
    room.drafts = room.drafts.filter((one) => one !== draft);
    this.write();
    this.changed();
  }

  /** Keeps what there is now, and nothing that happens from now on. */
  stop(): void {
    this.write();
    this.stopped = true;
  }

  /** Keeps what there is now. */
  write(): void {
    if (this.stopped) {
      return;
    }
    const rooms: Record<string, KeptRoom> = { ...this.kept };
    for (const { id, unfinished, drafts } of this.rooms.values()) {
      if (unfinished !== '' || drafts.length > 0) {
        rooms[id] = { unfinished, drafts: drafts.map(keptOf) };
      }
    }
    const kept: Kept = { writer: this.writer, rooms };
    tab.write(UNSENT, Object.keys(rooms).length > 0 ? kept : undefined);
  }

  private deliver(room: Room, draft: Draft): void {
    this.write();
    this.changed();
    if (!this.signedIn) {
      return;
    }
    const { messageId, text, at } = draft;
    const again = this.restored.delete(draft) ? { triedAt: at } : {};
    room.live.publish(text, { messageId, ...again }).then(
      (ack) => this.acked(room, draft, ack),
      (error: RoomcastError) => {
        draft.failure = error;
        this.write();
        this.changed();
      },
    );
  }

  /** Most are gone by now. The copy of one that an earlier page sent may have been read there, and does not come again. */
  private acked(room: Room, draft: Draft, ack: Ack): void {
    const { position } = room.live;
    if (position !== undefined && position.epoch === ack.epoch && (ack.offset ?? Infinity) <= position.offset) {
      this.discard(room, draft);
    }
  }
}

/** One signs out, and takes along what was not sent. */
export function forgetDrafts(): void {
  tab.write(UNSENT, undefined);
}

function keptOf({ messageId, text, at, failure }: Draft): KeptDraft {
  // What failed because the client has ended goes out with the next one.
  const kept = failure?.code === 'closed' ? undefined : failure;
  return { messageId, text, at, failure: kept && { code: kept.code, message: kept.message } };
}
