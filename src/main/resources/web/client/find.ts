import { RoomcastError } from './errors.ts';
import type { LogEntry, MessageHistory, Position } from './protocol.ts';

export interface Sought {
  readonly roomId: string;
  readonly messageId: string;
  /** Under which it may have been stored. */
  readonly userIds: readonly string[];
  /** When it left first, in milliseconds since 1970 by this machine's clock. */
  readonly firstTry: number;
  /** How far the room had been read by then. */
  readonly seenTo: Position | undefined;
}

export type Found =
  | { readonly kind: 'stored'; readonly entry: LogEntry; readonly epoch: string }
  | { readonly kind: 'absent' }
  /** The log does not reach back so far, or may not be read. */
  | { readonly kind: 'unknown' };

/** Messages in one answer. */
const PAGE = 200;
/** How far apart the clocks of this machine and of the server may be, in milliseconds. */
const CLOCKS_APART_MS = 60_000;

/** Looks in a room's log for a message that may have been stored, from its end back to where it cannot be any more. */
export async function find(
  sought: Sought,
  page: (page: { limit: number; before?: number }) => Promise<MessageHistory>,
): Promise<Found> {
  let before: number | undefined;
  for (;;) {
    let history: MessageHistory;
    try {
      history = await page({ limit: PAGE, ...(before && { before }) });
    } catch (error) {
      if (error instanceof RoomcastError && (error.code === 'forbidden' || error.code === 'not-in-room')) {
        return { kind: 'unknown' };
      }
      throw error;
    }
    const { messages, epoch } = history;
    const entry = messages.find((one) => one.messageId === sought.messageId && sought.userIds.includes(one.user.id));
    if (entry !== undefined) {
      return { kind: 'stored', entry, epoch };
    }
    const oldest = messages[0];
    if (oldest === undefined) {
      // A log that was read before, or whose page was there a moment ago, and is empty now, was trimmed.
      const { seenTo } = sought;
      const isTrimmed = before !== undefined || (seenTo?.epoch === epoch && seenTo.offset > 0);
      return { kind: isTrimmed ? 'unknown' : 'absent' };
    }
    if (oldest.offset <= 1 || isBefore(oldest, epoch, sought)) {
      return { kind: 'absent' };
    }
    if (history.hasMore !== true) {
      return { kind: 'unknown' };
    }
    before = oldest.offset;
  }
}

function isBefore(entry: LogEntry, epoch: string, { seenTo, firstTry }: Sought): boolean {
  return seenTo?.epoch === epoch
    ? entry.offset <= seenTo.offset + 1
    : Date.parse(entry.timestamp) < firstTry - CLOCKS_APART_MS;
}
