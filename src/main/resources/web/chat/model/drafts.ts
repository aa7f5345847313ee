import { newId } from '../../client/index.ts';
import type { Draft, Room } from './room.ts';

/** One's own messages on their way: shown at once, and gone from here when their copy comes back in the log. */
export class Drafts {
  private readonly changed: () => void;

  constructor(changed: () => void) {
    this.changed = changed;
  }

  add(room: Room, text: string): void {
    const draft: Draft = { messageId: newId(), text, failure: undefined };
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
    this.changed();
  }

  private deliver(room: Room, draft: Draft): void {
    this.changed();
    room.live.publish(draft.text, { messageId: draft.messageId }).catch((error: unknown) => {
      draft.failure = error;
      this.changed();
    });
  }
}
