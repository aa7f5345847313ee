/**
 * What travels between a client and a Roomcast server, protocol version 1. Times are ISO-8601 UTC strings with
 * milliseconds, durations are milliseconds.
 */

/** Any JSON value but null: what an application may put into a message. */
export type Content = string | number | boolean | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonValue = null | Content;

export interface User {
  readonly id: string;
  readonly username: string;
  /** Present, and true, for somebody who has not signed in. */
  readonly guest?: boolean;
}

export interface SignedInUser extends User {
  readonly roles?: readonly string[];
}

/** A place in a room's log: `epoch` names a life of the log, `offset` counts in it by one. */
export interface Position {
  readonly epoch: string;
  readonly offset: number;
}

export type ErrorCode =
  | 'bad-json'
  | 'bad-request'
  | 'unknown-type'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-in-room'
  | 'not-found'
  | 'too-large'
  | 'rate-limited'
  | 'limit-exceeded'
  | 'unavailable'
  | 'internal';

export type AuthFailure = 'invalid-token' | 'expired-token' | 'revoked-token' | 'different-user';

/** The two kinds of message a room's log holds besides deletions. */
export type MessageType = 'room-message' | 'chat-message';

// What a client sends. `id` comes back with whatever answers the request; `user` is a guest's display name, and the
// server heeds it from nobody else.

export type ClientMessage = { readonly id?: string; readonly user?: string } & (
  | { readonly type: 'ping' }
  | { readonly type: 'auth'; readonly token: string }
  | { readonly type: 'auth'; readonly guestKey: string }
  | { readonly type: 'chat'; readonly message: string }
  | { readonly type: 'create-room'; readonly roomId: string }
  | { readonly type: 'join-room'; readonly roomId: string; readonly history?: number; readonly since?: Position }
  | { readonly type: 'leave-room'; readonly roomId: string }
  | OutgoingMessage
  | { readonly type: 'room-signal'; readonly roomId: string; readonly content: Content }
  | OutgoingDeletion
  | { readonly type: 'kick'; readonly roomId: string; readonly userId: string }
  | ({ readonly type: 'get-rooms' } & Page)
  | { readonly type: 'get-room-info'; readonly roomId: string }
  | ({ readonly type: 'get-room-members'; readonly roomId: string } & Page)
  | { readonly type: 'get-history'; readonly roomId: string; readonly limit?: number; readonly before?: number }
  | ({ readonly type: 'get-online-users' } & Page)
  | { readonly type: 'admin-broadcast'; readonly content: Content }
);

export interface Page {
  /** How many rows at most: 100 where it is left out, never more than 1,000. */
  readonly limit?: number;
  readonly cursor?: string;
}

export interface OutgoingMessage {
  readonly type: MessageType;
  readonly roomId: string;
  readonly content: Content;
  readonly messageId: string;
}

export interface OutgoingDeletion {
  readonly type: 'delete-message';
  readonly roomId: string;
  readonly offset: number;
  readonly messageId: string;
}

// What the server sends.

export interface Welcome {
  readonly type: 'welcome';
  readonly message: string;
  readonly connectionId: string;
  readonly timestamp: string;
  readonly serverTime: string;
  readonly protocol: number;
  readonly heartbeat: number;
  readonly user?: SignedInUser;
  readonly guestKey?: string;
}

export interface AuthSuccess {
  readonly type: 'auth-success';
  readonly id?: string;
  readonly user: SignedInUser;
  /** Missing for a guest, who does not expire. */
  readonly expiresAt?: string;
  readonly session?: { readonly rooms: readonly string[] };
}

export interface AuthFailed {
  readonly type: 'auth-failed';
  readonly id?: string;
  readonly code: AuthFailure;
  readonly message: string;
}

export interface ServerError {
  readonly type: 'error';
  readonly id?: string;
  readonly code: ErrorCode;
  readonly message: string;
  /** With `bad-request`: the field that was wrong. */
  readonly field?: string;
  /** With `forbidden`: the right that was missing. */
  readonly right?: string;
  /** With `limit-exceeded`: the name of the server's setting. */
  readonly limit?: string;
  readonly retryAfterMs?: number;
  /** With `unavailable`: what to try again with. */
  readonly messageId?: string;
}

export interface Ack {
  readonly type: 'ack';
  readonly id: string;
  readonly roomId?: string;
  readonly offset?: number;
  readonly epoch?: string;
  readonly timestamp?: string;
  readonly messageId?: string;
  readonly duplicate?: boolean;
}

export interface RoomMessage {
  readonly type: MessageType;
  readonly roomId: string;
  readonly user: User;
  /** Missing where the message was deleted. */
  readonly content?: Content;
  readonly timestamp: string;
  readonly offset: number;
  readonly messageId: string;
  readonly deleted?: boolean;
}

export interface MessageDeleted {
  readonly type: 'message-deleted';
  readonly roomId: string;
  /** The offset of the message that is gone. */
  readonly target: number;
  readonly user: User;
  readonly timestamp: string;
  readonly offset: number;
  readonly messageId: string;
}

/** What a room's log is made of. */
export type LogEntry = RoomMessage | MessageDeleted;

export interface RoomJoined {
  readonly type: 'room-joined';
  readonly id?: string;
  readonly roomId: string;
  readonly memberCount: number;
  readonly epoch: string;
  readonly offset: number;
  readonly recovered?: boolean;
}

export interface MessageHistory {
  readonly type: 'message-history';
  readonly id?: string;
  readonly roomId: string;
  readonly messages: readonly LogEntry[];
  readonly epoch: string;
  readonly recovered?: boolean;
  /** On the last part only: older ones can be asked for. */
  readonly hasMore?: boolean;
  /** True on all parts but the last. */
  readonly more?: boolean;
}

export interface MemberChange {
  readonly type: 'user-joined' | 'user-left';
  readonly roomId: string;
  readonly user: User;
  readonly memberCount: number;
  readonly timestamp: string;
}

export interface RoomCreated {
  readonly type: 'room-created';
  readonly id?: string;
  readonly roomId: string;
  readonly success: boolean;
}

export interface RoomLeft {
  readonly type: 'room-left';
  readonly id?: string;
  readonly roomId: string;
  readonly reason?: string;
}

export interface RoomSignal {
  readonly type: 'room-signal';
  readonly roomId: string;
  readonly user: User;
  readonly content: Content;
  readonly timestamp: string;
}

export interface RoomsList {
  readonly type: 'rooms-list';
  readonly id?: string;
  readonly rooms: readonly { readonly id: string; readonly memberCount: number }[];
  readonly cursor?: string;
}

export interface RoomInfo {
  readonly type: 'room-info';
  readonly id?: string;
  readonly roomId: string;
  readonly memberCount: number;
  readonly exists: boolean;
}

export interface Member extends User {
  readonly connections: number;
}

export interface RoomMembers {
  readonly type: 'room-members';
  readonly id?: string;
  readonly roomId: string;
  readonly members: readonly Member[];
  readonly cursor?: string;
}

export interface OnlineUsers {
  readonly type: 'online-users';
  readonly id?: string;
  readonly users: readonly { readonly id: string; readonly username: string; readonly authenticatedAt: string }[];
  readonly cursor?: string;
}

export interface RoomStats {
  readonly type: 'room-stats';
  readonly roomId: string;
  readonly memberCount: number;
}

/** The store lost the room's past, and a new life of its log begins. */
export interface RoomReset {
  readonly type: 'room-reset';
  readonly roomId: string;
  readonly epoch: string;
  readonly offset: number;
}

export interface ChatBroadcast {
  readonly type: 'chat';
  readonly user: User;
  readonly message: string;
  readonly timestamp: string;
}

export interface AdminMessage {
  readonly type: 'admin-message';
  readonly content: Content;
  readonly from: string;
  readonly timestamp: string;
}

export interface TokenExpiring {
  readonly type: 'token-expiring';
  readonly expiresAt: string;
}

/** The server drains: it closes this connection after `afterMs`, and the client comes back at once. */
export interface ReconnectNotice {
  readonly type: 'reconnect';
  readonly reason: string;
  readonly afterMs: number;
}

export interface Pong {
  readonly type: 'pong';
  readonly id?: string;
  readonly timestamp: string;
}

export interface MessageBatch {
  readonly type: 'message-batch';
  readonly roomId: string;
  readonly messages: readonly LogEntry[];
  readonly timestamp: string;
}

/** Any other frame, as base64 of gzip. */
export interface Compressed {
  readonly type: 'compressed';
  readonly data: string;
}

export type ServerMessage =
  | Welcome
  | AuthSuccess
  | AuthFailed
  | ServerError
  | Ack
  | LogEntry
  | RoomJoined
  | MessageHistory
  | MemberChange
  | RoomCreated
  | RoomLeft
  | RoomSignal
  | RoomsList
  | RoomInfo
  | RoomMembers
  | OnlineUsers
  | RoomStats
  | RoomReset
  | ChatBroadcast
  | AdminMessage
  | TokenExpiring
  | ReconnectNotice
  | Pong
  | MessageBatch
  | Compressed;

/** What answers a request, told apart by the request's type. */
export interface Answers {
  'create-room': RoomCreated;
  'leave-room': RoomLeft;
  'room-signal': Ack;
  kick: Ack;
  chat: Ack;
  'admin-broadcast': Ack;
  'get-rooms': RoomsList;
  'get-room-info': RoomInfo;
  'get-room-members': RoomMembers;
  'get-history': MessageHistory;
  'get-online-users': OnlineUsers;
  ping: Pong;
}
