import type { AuthFailure, ErrorCode, ServerError } from './protocol.ts';

/** What can go wrong on this side of the wire. */
export type LocalErrorCode =
  /** No answer came in time. */
  | 'timeout'
  /** The connection was lost before the answer came. */
  | 'disconnected'
  /** `close()` was called, or the client has given up. */
  | 'closed'
  /** More is waiting to be sent than the client may keep. */
  | 'outbox-full'
  /** It may have been stored, and nobody can tell any more. */
  | 'uncertain'
  /** More messages came than whoever reads them one by one has taken. */
  | 'overflow';

export class RoomcastError extends Error {
  readonly code: ErrorCode | AuthFailure | LocalErrorCode;
  /** The server's own words, where it was the server who said no. */
  readonly details: ServerError | undefined;

  constructor(code: ErrorCode | AuthFailure | LocalErrorCode, message: string, details?: ServerError) {
    super(message);
    this.name = 'RoomcastError';
    this.code = code;
    this.details = details;
  }

  static from(error: ServerError): RoomcastError {
    return new RoomcastError(error.code, error.message, error);
  }
}

/** Of whatever is asked of a client that is closed. */
export function notConnected(reason = ''): RoomcastError {
  return new RoomcastError('closed', reason || 'the client is closed; connect() begins again');
}
