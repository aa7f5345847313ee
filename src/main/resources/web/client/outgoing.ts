import type { RoomcastError } from './errors.ts';
import type { Events } from './events.ts';
import type { Found, Sought } from './find.ts';
import type { Decision } from './options.ts';
import type { Ack, OutgoingDeletion, OutgoingMessage, Position, User } from './protocol.ts';

// What waits to be sent, and what the outbox that keeps it asks of its client.

export type Outgoing = OutgoingMessage | OutgoingDeletion;

export interface OutboxHost {
  /** No connection is to be had. */
  isClosed(): boolean;
  /** Whether the room can be written to right now: signed in, and everything missed there has been read. */
  canSend(roomId: string): boolean;
  position(roomId: string): Position | undefined;
  ask(message: Outgoing): Promise<Ack>;
  /** Looks for a message in the room's log. */
  find(sought: Sought): Promise<Found>;
  /** An answer is overdue: somebody should see whether the connection is alive. */
  suspect(): void;
  /** What becomes of a message that cannot be delivered as it is. */
  decide: ((message: Outgoing, error: RoomcastError) => Decision | Promise<Decision>) | undefined;
  emit(event: Events['outbox']): void;
}

/** A message or deletion that the server has not acknowledged. */
export interface Entry {
  readonly message: Outgoing;
  readonly bytes: number;
  readonly settle: { resolve(ack: Ack): void; reject(error: RoomcastError): void };
  /** Whose it is; undefined while nobody has signed in yet. */
  owner: User | undefined;
  /** When it first left, from then on it may have been stored; and as whom, and how far the room had been read. */
  firstTry: number | undefined;
  triedAs: string[];
  seenTo: Position | undefined;
  inFlight: boolean;
}

/** What becomes of it. */
export type Outcome =
  | { readonly kind: 'acked'; readonly ack: Ack }
  | { readonly kind: 'rejected'; readonly error: RoomcastError };

/** What waits in one room, in its order. */
export interface Queue {
  readonly entries: Entry[];
  inFlight: number;
  /** After trouble: nothing until what is in flight has been answered, then one at a time until all is well. */
  careful: boolean;
  /** A wait, a search or a decision, after which the queue goes on. */
  held: boolean;
}
