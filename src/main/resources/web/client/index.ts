export { connect, RoomcastClient, type SendOptions } from './client.ts';
export { RoomcastError, type LocalErrorCode } from './errors.ts';
export type { ConnectionState, Events } from './events.ts';
export { newId } from './ids.ts';
export type { Feature, Options, TokenNeed, TokenSource } from './options.ts';
export type { BackoffOptions } from './backoff.ts';
export type { JoinOptions } from './rooms.ts';
export type * from './protocol.ts';
