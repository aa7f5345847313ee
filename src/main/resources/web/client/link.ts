import { Backoff } from './backoff.ts';
import { verdictOf, type Verdict } from './close.ts';
import { Connection } from './connection.ts';
import type { Emitter } from './emitter.ts';
import { notConnected, type RoomcastError } from './errors.ts';
import type { ConnectionState, Events } from './events.ts';
import { addressOf, subprotocolsOf, type Options, type Settings } from './options.ts';
import type {
  AuthFailed,
  ClientMessage,
  ReconnectNotice,
  ServerMessage,
  SignedInUser,
  TokenExpiring,
  Welcome,
} from './protocol.ts';
import { Refresh } from './refresh.ts';
import { SignIn } from './sign-in.ts';
import { watchSurroundings } from './surroundings.ts';
import { canUnpack } from './unpack.ts';

export interface LinkHost {
  receive(message: ServerMessage): void;
  /** Shows a token on the open connection. */
  readonly authenticate: (token: string) => Promise<unknown>;
  /** Signed in, or let in as a guest; `isNew` on a connection where one was not before. */
  up(user: SignedInUser, isNew: boolean): void;
  /** The connection is gone; what was asked on it stays unanswered. */
  down(verdict: Verdict, code: number, reason: string): void;
  /** Nothing more will be tried. */
  ended(error: RoomcastError): void;
}

/** A connection that lasted this long counts as good: the next tries begin with short waits again. */
const STABLE_MS = 10_000;
/** A server that drains closes the connection itself; this long after it should have, it is not waited for. */
const DRAIN_GRACE_MS = 5_000;

/** Keeps one signed-in connection after another: makes it, loses it, and knows when to make the next. */
export class Link {
  readonly #options: Options;
  readonly #settings: Settings;
  readonly #emitter: Emitter<Events>;
  readonly #host: LinkHost;
  readonly #signIn: SignIn;
  readonly #refresh: Refresh;
  readonly #backoff: Backoff;
  #connection: Connection | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #stable: ReturnType<typeof setTimeout> | undefined;
  #drain: ReturnType<typeof setTimeout> | undefined;
  #current: ConnectionState = { name: 'closed', code: 0, reason: '' };
  #ended = { code: 0, reason: '' };
  #unwatch: (() => void) | undefined;
  /** Rises with each try and stop, so that what was begun for an earlier one can tell that it is late. */
  #run = 0;
  /** What the server's clock is ahead of this one, in milliseconds. */
  #skew = 0;

  constructor(options: Options, settings: Settings, emitter: Emitter<Events>, host: LinkHost) {
    this.#options = options;
    this.#settings = settings;
    this.#emitter = emitter;
    this.#host = host;
    this.#backoff = new Backoff(settings.backoff);
    this.#signIn = new SignIn(options, settings.tokenTimeout);
    this.#refresh = new Refresh({
      successor: () => this.#signIn.successor(),
      signIn: host.authenticate,
    });
  }

  get state(): ConnectionState {
    return this.#current;
  }

  /** Signed in on a connection that the server serves. */
  get isUp(): boolean {
    return this.#current.name === 'open' || this.#current.name === 'draining';
  }

  get isClosed(): boolean {
    return this.#current.name === 'closed';
  }

  /** Begins, or begins again after `closed`; while it waits between two tries, tries at once. */
  start(): void {
    if (this.isClosed) {
      this.#signIn.start();
      this.#unwatch = watchSurroundings(this.#surroundings);
    } else if (this.#current.name !== 'waiting') {
      return;
    }
    this.#backoff.reset();
    void this.#open();
  }

  /** False where there is no connection. */
  send(message: ClientMessage): boolean {
    this.#options.debug?.(`send ${message.type}`, message.id);
    return this.#connection?.send(message) ?? false;
  }

  /** Asks whether anybody is still there. */
  probe(): void {
    this.#connection?.probe();
  }

  /** The server's greeting, which says whether one is in already. */
  welcomed(welcome: Welcome): void {
    this.#skew = Date.parse(welcome.serverTime) - Date.now() || 0;
    const step = this.#signIn.afterWelcome(welcome);
    if (step.kind === 'say') {
      this.#connection?.send(step.message);
      return;
    }
    this.#connection?.established();
    if (step.kind === 'ask') {
      this.#enter({ name: 'sign-in-required' });
      return;
    }
    if (step.guestKey !== undefined) {
      this.#emitter.emit('guest', { user: step.user, guestKey: step.guestKey });
    }
    this.admit(step.user, undefined);
  }

  /** This token is about to be shown in a message. */
  showing(token: string): void {
    this.#signIn.showing(token);
  }

  refused(failure: AuthFailed): void {
    this.#emitter.emit(this.#signIn.refuse() ? 'guest-key-refused' : 'auth-failed', failure);
  }

  /** The present token is about to end. */
  expiring(notice: TokenExpiring): void {
    const endsAt = this.#localTime(notice.expiresAt);
    this.#signIn.ends(endsAt);
    this.#refresh.expiring(endsAt);
  }

  /** The server knows who one is, by `token` where it came in a message. */
  admit(user: SignedInUser, expiresAt: string | undefined, token?: string): void {
    this.#connection?.established();
    const isNew = !this.isUp;
    this.#signIn.accepted(token, this.#localTime(expiresAt));
    this.#refresh.admitted();
    if (isNew) {
      clearTimeout(this.#stable);
      this.#stable = setTimeout(() => this.#backoff.reset(), STABLE_MS);
    }
    this.#enter(this.#current.name === 'draining' ? { ...this.#current, user } : { name: 'open', user });
    this.#host.up(user, isNew);
  }

  /** The server drains; it serves this connection in full until it closes it. */
  draining(notice: ReconnectNotice): void {
    if (this.#current.name === 'open') {
      const closesAt = Date.now() + notice.afterMs;
      this.#enter({ name: 'draining', user: this.#current.user, reason: notice.reason, closesAt });
      const connection = this.#connection;
      this.#drain = setTimeout(() => connection?.abandon('Not closed in time'), notice.afterMs + DRAIN_GRACE_MS);
    }
  }

  /** Ends, until it is started again. */
  stop(code: number, reason: string): void {
    if (this.isClosed) {
      return;
    }
    this.#run += 1;
    this.#forgetConnection()?.close();
    clearTimeout(this.#retry);
    this.#unwatch?.();
    // Closed before anybody hears of it, or what they do about it would wait for a connection that never comes.
    this.#current = { name: 'closed', code, reason };
    this.#host.ended(notConnected(reason));
    this.#enter(this.#current);
  }

  async #open(): Promise<void> {
    clearTimeout(this.#retry);
    const run = ++this.#run;
    this.#enter({ name: 'connecting', attempt: this.#backoff.attempt });
    let token: string | undefined;
    try {
      token = await this.#signIn.forConnection();
    } catch {
      // Whoever gives out tokens is out of reach: no different from a server that is.
      if (run === this.#run) {
        this.#tryLater(1006, 'No token');
      }
      return;
    }
    if (run !== this.#run) {
      return;
    }
    if (this.#signIn.isExhausted) {
      this.stop(this.#ended.code, this.#ended.reason);
      return;
    }
    const features = this.#options.features ?? (canUnpack() ? ['batch', 'gzip'] : ['batch']);
    const constructor = this.#options.webSocket ?? WebSocket;
    const url = addressOf(this.#options.url, features);
    try {
      this.#connection = new Connection(constructor, url, subprotocolsOf(this.#signIn.forHandshake(token)), this.#settings, {
        message: (message) => {
          this.#options.debug?.(`receive ${message.type}`, 'id' in message ? message.id : undefined);
          this.#host.receive(message);
        },
        closed: (code, reason, opened) => run === this.#run && this.#closed(code, reason, opened),
      });
    } catch (error) {
      this.stop(0, String(error)); // an address that nothing can be connected to, now or later
    }
  }

  #closed(code: number, reason: string, opened: boolean): void {
    this.#forgetConnection();
    this.#ended = { code, reason };
    const verdict = verdictOf(code, reason);
    // Not open any more before anybody hears of it, or what they do about it would be sent into the void.
    this.#current = { name: 'connecting', attempt: this.#backoff.attempt };
    this.#host.down(verdict, code, reason);
    if (this.isClosed) {
      return; // by the application, which has just heard of it
    }
    if (!opened) {
      this.#signIn.notOpened();
    }
    if (reason === 'Token expired') {
      this.#signIn.expired();
    } else if (reason === 'Token revoked') {
      this.#signIn.refuse();
    }
    if (verdict === 'never' || (verdict === 'with-another-token' && !this.#signIn.hasAnother)) {
      this.stop(code, reason);
    } else if (verdict === 'at-once' && this.#backoff.attempt === 0 && this.#backoff.next() !== undefined) {
      void this.#open();
    } else {
      this.#tryLater(code, reason);
    }
  }

  #tryLater(code: number, reason: string): void {
    const wait = this.#backoff.next();
    if (wait === undefined) {
      this.stop(code, reason);
      return;
    }
    this.#enter({ name: 'waiting', attempt: this.#backoff.attempt, retryAt: Date.now() + wait, code, reason });
    this.#retry = setTimeout(() => void this.#open(), wait);
  }

  #forgetConnection(): Connection | undefined {
    const connection = this.#connection;
    this.#connection = undefined;
    clearTimeout(this.#stable);
    clearTimeout(this.#drain);
    this.#refresh.stop();
    return connection;
  }

  #enter(state: ConnectionState): void {
    this.#current = state;
    this.#options.debug?.(`state ${state.name}`, state);
    this.#emitter.emit('state', state);
  }

  #localTime(serverTime: string | undefined): number {
    return serverTime === undefined ? Infinity : Date.parse(serverTime) - this.#skew;
  }

  readonly #surroundings = {
    hurry: (): void => {
      if (this.#current.name === 'waiting') {
        void this.#open();
      } else {
        this.#connection?.probe();
      }
    },
    doubt: (): void => this.#connection?.probe(),
    suspend: (): void => this.#connection?.close(),
  };
}
