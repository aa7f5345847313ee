import { Cursor } from './cursor.ts';
import type { RoomcastError } from './errors.ts';
import type { Events, RoomEvents } from './events.ts';
import type { Members } from './members.ts';
import type { LogEntry, Position, RoomJoined, RoomMembers } from './protocol.ts';

export interface JoinOptions {
  /** How many of the newest messages come on joining; the server's default is 50. */
  readonly history?: number;
  /** The last place seen in an earlier life of this page: what came after it comes, instead of the newest. */
  readonly since?: Position;
  /** Whether to keep up to date who is in. */
  readonly members?: boolean;
}

/** Who holds a room, and hears what happens there. */
export interface Holder {
  heard<K extends keyof RoomEvents>(event: K, value: RoomEvents[K]): void;
  /** Nothing more will be heard. */
  end(): void;
}

export interface RoomsHost {
  isReady(): boolean;
  /** No connection is to be had. */
  isClosed(): boolean;
  askForMembers(roomId: string, cursor: string | undefined): Promise<RoomMembers>;
  /** Sends the request under the id that `newRequestId` made. */
  askToJoin(roomId: string, how: Omit<JoinOptions, 'members'>, id: string): Promise<RoomJoined>;
  newRequestId(): string;
  emit<K extends keyof Events>(event: K, value: Events[K]): void;
  /** An entry of a room's log, in order, none twice. */
  read(entry: LogEntry, epoch: string, replayed: boolean): void;
  /** The room can be written to. */
  opened(roomId: string): void;
  /** The room is not ours any more. */
  lost(roomId: string, error: RoomcastError): void;
}

/** `out` without a connection; `replaying` until what was missed has been read. */
export type Phase = 'out' | 'joining' | 'replaying' | 'in';

/** One stay in a room, through any number of connections. */
export interface Stay {
  readonly id: string;
  history: number | undefined;
  cursor: Cursor;
  phase: Phase;
  /** Where the log ended when the room was joined: where one stands if the replay turns out empty. */
  end: Position | undefined;
  /** Of the request that is under way, and of the replay that answers it: what carries another id is of another stay. */
  joinId: string | undefined;
  /** The last answer to joining. */
  joined: RoomJoined | undefined;
  readonly holders: Set<Holder>;
  waiting: { holder: Holder; resolve(joined: RoomJoined): void; reject(error: RoomcastError): void }[];
  members: Members | undefined;
}

/** Before the first try to join. */
export function newStay(id: string, { history, since }: JoinOptions): Stay {
  return {
    id,
    history,
    cursor: new Cursor(since),
    phase: 'out',
    end: undefined,
    joinId: undefined,
    joined: undefined,
    holders: new Set(),
    waiting: [],
    members: undefined,
  };
}
