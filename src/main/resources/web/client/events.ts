import type { RoomcastError } from './errors.ts';
import type { Outgoing } from './outgoing.ts';
import type {
  Ack,
  AdminMessage,
  AuthFailed,
  ChatBroadcast,
  Content,
  Member,
  MemberChange,
  MessageDeleted,
  ReconnectNotice,
  RoomJoined,
  RoomLeft,
  RoomMessage,
  RoomReset,
  RoomSignal,
  RoomStats,
  ServerError,
  SignedInUser,
  TokenExpiring,
} from './protocol.ts';

export type ConnectionState =
  | { readonly name: 'connecting'; readonly attempt: number }
  /** Signed in, or let in as a guest; rooms are being joined again. */
  | { readonly name: 'open'; readonly user: SignedInUser }
  /** The server is about to close this connection, and serves it in full until then; times in milliseconds since 1970. */
  | { readonly name: 'draining'; readonly user: SignedInUser; readonly reason: string; readonly closesAt: number }
  /** Connected, but the server wants to know who it is; see `authenticate`. */
  | { readonly name: 'sign-in-required' }
  /** Between two tries. `retryAt` is in milliseconds since 1970. */
  | {
      readonly name: 'waiting';
      readonly attempt: number;
      readonly retryAt: number;
      readonly code: number;
      readonly reason: string;
    }
  /** Not tried again unless `connect()` is called. */
  | { readonly name: 'closed'; readonly code: number; readonly reason: string };

/** What an application can listen to. Names are the protocol's where the thing is. */
export interface Events {
  state: ConnectionState;
  /** Keep the key: it makes a later client the same guest. */
  guest: { readonly user: SignedInUser; readonly guestKey: string };
  /** The guest key that was given is no good; the client goes on as a new guest. */
  'guest-key-refused': AuthFailed;
  'auth-failed': AuthFailed;
  'token-expiring': TokenExpiring;
  /** Each message of each room once, in order; `replayed` for what had been missed or came on joining. */
  message: RoomMessage & { readonly replayed: boolean };
  'message-deleted': MessageDeleted & { readonly replayed: boolean };
  /** On joining and on each joining again; `resumed` where the reading goes on without a gap. */
  'room-joined': RoomJoined & { readonly resumed: boolean };
  /** All that comes on joining has come. */
  replayed: { readonly roomId: string; readonly recovered: boolean; readonly hasMore: boolean };
  /** Part of the room's past was missed for good; the newest messages follow instead. */
  'not-recovered': { readonly roomId: string; readonly epoch: string };
  'room-reset': RoomReset;
  /** Not by one's own doing: `kicked`, or no longer allowed. */
  'room-left': RoomLeft;
  'user-joined': MemberChange;
  'user-left': MemberChange;
  'room-stats': RoomStats;
  'room-signal': RoomSignal;
  chat: ChatBroadcast;
  'admin-message': AdminMessage;
  reconnect: ReconnectNotice;
  /** A message or deletion waits to be sent, was stored, or never will be; `unsent` counts those that wait. */
  outbox: { readonly message: Outgoing; readonly unsent: number } & (
    | { readonly kind: 'queued' }
    | { readonly kind: 'acked'; readonly ack: Ack }
    | { readonly kind: 'rejected'; readonly error: RoomcastError }
  );
  /** An error that answers no request of this client's. */
  error: ServerError;
}

/** A message of a room whose application puts `T` into its messages. */
export type MessageOf<T extends Content> = Omit<RoomMessage, 'content'> & {
  readonly content?: T;
  readonly replayed: boolean;
};

/** What a room object can be listened to for. */
export interface RoomEvents<T extends Content = Content> {
  /** Each message once, in order; `replayed` for what had been missed or came on joining. */
  message: MessageOf<T>;
  deleted: Events['message-deleted'];
  /** Somebody else came in, or went. */
  joined: MemberChange;
  left: MemberChange;
  /** Who is in; for rooms that were joined with `members`. */
  members: readonly Member[];
  signal: RoomSignal;
  /** Back in after a lost connection; where `recovered` is false, part of the past was missed for good. */
  recovered: { readonly recovered: boolean; readonly epoch: string };
  /** The server's store lost the room's past; a new life of its log begins. */
  reset: RoomReset;
  /** Not in any more, and not by one's own doing: `kicked`, `forbidden`. */
  removed: { readonly reason: string };
}
