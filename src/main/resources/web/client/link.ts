import { Backoff } from './backoff.ts';
import { isOverload, verdictOf, type Verdict } from './close.ts';
import { Connection } from './connection.ts';
import type { Emitter } from './emitter.ts';
import type { ConnectionState, Events } from './events.ts';
import { addressOf, subprotocolsOf, type Options, type Settings } from './options.ts';
import type { AuthFailed, ClientMessage, ServerMessage, SignedInUser, Welcome } from './protocol.ts';
import { SignIn } from './sign-in.ts';
import { canUnpack } from './unpack.ts';

export interface LinkHost {
  receive(message: ServerMessage): void;
  /** Signed in, on a connection where one was not before. */
  up(): void;
  /** The connection is gone; what was asked on it stays unanswered. */
  down(verdict: Verdict, code: number, reason: string): void;
  /** Nothing more will be tried. */
  ended(reason: string): void;
}

/** A connection that lasted this long after an overload counts as good again. */
const STABLE_MS = 10_000;

/** Keeps one signed-in connection after another: makes it, loses it, and knows when to make the next. */
export class Link {
  private readonly options: Options;
  private readonly settings: Settings;
  private readonly emitter: Emitter<Events>;
  private readonly host: LinkHost;
  private readonly signIn: SignIn;
  private readonly backoff: Backoff;
  private connection: Connection | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private stable: ReturnType<typeof setTimeout> | undefined;
  private current: ConnectionState = { name: 'closed', code: 0, reason: '' };
  /** Rises with each start and stop, so that what was begun for an earlier one can tell that it is late. */
  private run = 0;
  private overloaded = false;

  constructor(options: Options, settings: Settings, emitter: Emitter<Events>, host: LinkHost) {
    this.options = options;
    this.settings = settings;
    this.emitter = emitter;
    this.host = host;
    this.backoff = new Backoff(settings.backoff);
    this.signIn = new SignIn(options);
  }

  get state(): ConnectionState {
    return this.current;
  }

  get isReady(): boolean {
    return this.current.name === 'ready';
  }

  /** Begins, or begins again after `closed`; while it waits between two tries, tries at once. */
  start(): void {
    if (this.current.name === 'waiting' || this.current.name === 'closed') {
      this.backoff.reset();
      this.listenToNetwork(true);
      void this.open();
    }
  }

  /** False where there is no connection. */
  send(message: ClientMessage): boolean {
    return this.connection?.send(message) ?? false;
  }

  /** Asks whether anybody is still there. */
  probe(): void {
    this.connection?.probe();
  }

  /** The server's greeting, which says whether one is in already. */
  welcomed(welcome: Welcome): void {
    this.emitter.emit('welcome', welcome);
    const step = this.signIn.afterWelcome(welcome);
    if (step.kind === 'say') {
      this.connection?.send(step.message);
      return;
    }
    this.connection?.established();
    if (step.kind === 'ask') {
      this.enter({ name: 'sign-in-required' });
      return;
    }
    if (step.guestKey !== undefined) {
      this.emitter.emit('guest', { user: step.user, guestKey: step.guestKey });
    }
    this.admit(step.user, undefined);
  }

  refused(failure: AuthFailed): void {
    this.emitter.emit(this.signIn.refused(failure) ? 'guest-key-refused' : 'auth-failed', failure);
  }

  /** A token to go on with before the present one ends, or undefined where there is none. */
  freshToken(): Promise<string | undefined> {
    return this.signIn.refreshed().catch(() => undefined);
  }

  /** Signed in with a token that did not come from the token's source. */
  admitWith(token: string, user: SignedInUser, expiresAt: string | undefined): void {
    this.signIn.use(token);
    this.admit(user, expiresAt);
  }

  /** The server knows who one is. */
  admit(user: SignedInUser, expiresAt: string | undefined): void {
    this.connection?.established();
    const wasIn = this.isReady;
    clearTimeout(this.stable);
    if (this.overloaded) {
      this.stable = setTimeout(() => this.recovered(), STABLE_MS);
    } else {
      this.backoff.reset();
    }
    this.enter({ name: 'ready', user });
    if (user.guest !== true) {
      this.emitter.emit('signed-in', { user, expiresAt });
    }
    if (!wasIn) {
      this.host.up();
    }
  }

  /** Ends, until it is started again. */
  stop(code: number, reason: string): void {
    this.run += 1;
    clearTimeout(this.retry);
    clearTimeout(this.stable);
    this.listenToNetwork(false);
    const connection = this.connection;
    this.connection = undefined;
    connection?.close();
    this.enter({ name: 'closed', code, reason });
    this.host.ended(reason);
  }

  private async open(): Promise<void> {
    clearTimeout(this.retry);
    const run = ++this.run;
    this.enter({ name: 'connecting', attempt: this.backoff.attempt });
    let token: string | undefined;
    try {
      token = await this.signIn.beforeHandshake();
    } catch {
      // Whoever gives out tokens is out of reach: no different from a server that is.
      if (run === this.run) {
        this.tryLater(1006, 'No token');
      }
      return;
    }
    if (run !== this.run) {
      return;
    }
    const features = this.options.features ?? (canUnpack() ? ['batch', 'gzip'] : ['batch']);
    const constructor = this.options.webSocket ?? WebSocket;
    const url = addressOf(this.options.url, features);
    this.connection = new Connection(constructor, url, subprotocolsOf(token), this.settings, {
      message: (message) => this.host.receive(message),
      closed: (code, reason, opened) => void this.closed(run, code, reason, opened),
    });
  }

  private async closed(run: number, code: number, reason: string, opened: boolean): Promise<void> {
    if (run !== this.run) {
      return;
    }
    this.connection = undefined;
    clearTimeout(this.stable);
    const verdict = verdictOf(code, reason);
    // Not ready any more before anybody hears of it, or what they do about it would be sent into the void.
    this.current = { name: 'connecting', attempt: this.backoff.attempt };
    this.host.down(verdict, code, reason);
    if (!opened) {
      this.signIn.handshakeFailed();
    }
    this.overloaded ||= isOverload(code);
    if (verdict === 'never') {
      this.stop(code, reason);
    } else if (verdict === 'with-another-token') {
      const another = await this.signIn.hasAnother().catch(() => false);
      if (run === this.run) {
        another ? this.tryLater(code, reason) : this.stop(code, reason);
      }
    } else if (verdict === 'at-once' && this.backoff.attempt === 0) {
      void this.open();
    } else {
      this.tryLater(code, reason);
    }
  }

  private tryLater(code: number, reason: string): void {
    const wait = this.backoff.next();
    if (wait === undefined) {
      this.stop(code, reason);
      return;
    }
    this.enter({ name: 'waiting', attempt: this.backoff.attempt, retryAt: Date.now() + wait, code, reason });
    this.retry = setTimeout(() => void this.open(), wait);
  }

  private enter(state: ConnectionState): void {
    this.current = state;
    this.emitter.emit('state', state);
  }

  private recovered(): void {
    this.overloaded = false;
    this.backoff.reset();
  }

  private readonly online = (): void => {
    if (this.current.name === 'waiting') {
      void this.open();
    } else {
      this.connection?.probe();
    }
  };

  private readonly offline = (): void => this.connection?.probe();

  private listenToNetwork(listen: boolean): void {
    if (typeof window === 'undefined') {
      return;
    }
    const change = listen ? window.addEventListener : window.removeEventListener;
    change.call(window, 'online', this.online);
    change.call(window, 'offline', this.offline);
  }
}
