import type { BackoffOptions } from './backoff.ts';
import type { RoomcastError } from './errors.ts';
import type { Outgoing } from './outgoing.ts';
import type { Rate } from './pace.ts';

export type Feature = 'batch' | 'gzip';

/**
 * Where a token comes from: itself, or somebody to ask. A source that fails or takes too long is asked again, with
 * backoff; one that has none answers undefined. `signal` says when nobody waits for the answer any more.
 */
export type TokenSource =
  | string
  | ((why: TokenNeed, signal: AbortSignal) => string | undefined | Promise<string | undefined>);

/** Why a token is asked for: for the first connection, because one is about to end or has, or because one was refused. */
export type TokenNeed = 'connecting' | 'expiring' | 'refused';

/** `drop` rejects the message; `retry` sends it again, come what may; `drop-all` also rejects what waits behind it. */
export type Decision = 'drop' | 'retry' | 'drop-all';

export interface Options {
  /** Of the endpoint, `…/ws` or `…/chat`; `http(s):` and, in a page, relative addresses do too. */
  readonly url: string | URL;
  readonly token?: TokenSource;
  /** From an earlier `guest` event: makes this client the same guest again. */
  readonly guestKey?: string;
  /** What a guest is called by the others. */
  readonly displayName?: string;
  /**
   * `handshake` (the default) sends the token with the first request; a browser is not told why that failed, so the
   * next try signs in by message. `message` always does.
   */
  readonly signIn?: 'handshake' | 'message';
  /** All that this browser can take, unless said. */
  readonly features?: readonly Feature[];
  readonly backoff?: Partial<BackoffOptions>;
  /** How long the source of tokens may take, in milliseconds. */
  readonly tokenTimeout?: number;
  /** How long an answer may take, in milliseconds. */
  readonly requestTimeout?: number;
  /** How long it may take from the first packet to being signed in, in milliseconds. */
  readonly connectTimeout?: number;
  /** A `ping` after so much silence, in milliseconds; browsers show a page no ping frames. */
  readonly heartbeatInterval?: number;
  /** A connection that leaves a `ping` unanswered for so long is given up, in milliseconds. */
  readonly heartbeatTimeout?: number;
  /**
   * How many messages of a room may be in flight at a time. They keep their order; only where the server refuses one
   * may those behind it have been stored already. With 1 none has.
   */
  readonly window?: number;
  /** How fast messages leave: below what the server's limits allow one connection. */
  readonly sendRate?: Rate;
  /**
   * Asked about a message that the server refuses, or of which nobody can tell any more whether it was stored
   * (`uncertain`). The room's later messages wait for the answer. Without it: `drop`.
   */
  readonly decide?: (message: Outgoing, error: RoomcastError) => Decision | Promise<Decision>;
  /** How much may wait to be sent; past it `publish` is refused with `outbox-full`. */
  readonly outboxMessages?: number;
  readonly outboxBytes?: number;
  /** The server's bound for one message, in bytes; a larger one is refused here instead of closing the connection. */
  readonly maxMessageBytes?: number;
  /** Told what the client does, for finding faults: no contents, no tokens. */
  readonly debug?: (line: string, detail?: unknown) => void;
  /** For runtimes without a WebSocket of their own, and for tests. */
  readonly webSocket?: WebSocketConstructor;
}

export type WebSocketConstructor = new (url: string | URL, protocols?: string | string[]) => WebSocket;

export type Settings = Required<
  Omit<Options, 'url' | 'token' | 'guestKey' | 'displayName' | 'features' | 'backoff' | 'webSocket' | 'decide' | 'debug'>
> & { readonly backoff: BackoffOptions };

const DEFAULTS: Omit<Settings, 'backoff'> = {
  signIn: 'handshake',
  tokenTimeout: 10_000,
  requestTimeout: 10_000,
  connectTimeout: 10_000,
  heartbeatInterval: 15_000,
  heartbeatTimeout: 5_000,
  window: 16,
  // Half of the server's defaults, for what else a connection says, and for what was said before it was lost.
  sendRate: { perSecond: 50, burst: 100 },
  outboxMessages: 500,
  outboxBytes: 1024 * 1024,
  maxMessageBytes: 64 * 1024,
};

/** The options with their defaults; one that is undefined counts as left out. */
export function settingsOf(options: Options): Settings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const backoff = { min: 500, max: 30_000, tries: Infinity, ...options.backoff };
  return { ...DEFAULTS, ...Object.fromEntries(given), backoff };
}

/** The address to connect to, with the features asked for. */
export function addressOf(url: string | URL, features: readonly Feature[]): URL {
  const address = new URL(url, typeof location === 'undefined' ? undefined : location.href);
  address.protocol = address.protocol.replace(/^http/, 'ws');
  if (features.length > 0) {
    address.searchParams.set('features', features.join(','));
  }
  return address;
}

/**
 * The subprotocols of the handshake. A browser cannot set the `Authorization` header of a WebSocket; Quarkus takes it
 * from a subprotocol instead.
 */
export function subprotocolsOf(token: string | undefined): string[] {
  return token === undefined
    ? ['roomcast']
    : [
        'roomcast',
        'bearer-token-carrier',
        encodeURIComponent(`quarkus-http-upgrade#Authorization#Bearer ${token}`),
      ];
}
