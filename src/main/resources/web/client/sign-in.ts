import { RoomcastError } from './errors.ts';
import type { Options, TokenNeed } from './options.ts';
import type { ClientMessage, SignedInUser, Welcome } from './protocol.ts';

/** What follows on the server's `welcome`. */
export type NextStep =
  | { readonly kind: 'in'; readonly user: SignedInUser; readonly guestKey?: string }
  | { readonly kind: 'say'; readonly message: ClientMessage }
  | { readonly kind: 'ask' };

/** So many handshakes in a row that failed where signing in by message did not: it is the handshake, not the network. */
const HANDSHAKES_BLOCKED = 2;

/**
 * Knows who one is: the token, or the guest's key, and how each is shown to the server. A token is asked for once, and
 * shown until it ends or is refused.
 */
export class SignIn {
  readonly #options: Options;
  readonly #timeout: number;
  /** To be shown next, or in use; undefined where another one has to be had. */
  #token: string | undefined;
  /** What the server has seen last, and has refused. */
  #shown: string | undefined;
  #refused: string | undefined;
  #need: TokenNeed = 'connecting';
  /** When the present token ends, by this machine's clock. */
  #endsAt = Infinity;
  #fetching: Promise<string | undefined> | undefined;
  #guestKey: string | undefined;
  #keyRefused = false;
  #atHandshake = false;
  /** Of the last handshake with a token: whether it failed, and how many did while messages went through. */
  #handshakeFailed = false;
  #blocked = 0;

  /** @param timeout how long the source of tokens may take, in milliseconds */
  constructor(options: Options, timeout: number) {
    this.#options = options;
    this.#timeout = timeout;
    this.#guestKey = options.guestKey;
  }

  /** Begins anew: a source is asked again, and so are the ways of signing in. */
  start(): void {
    const { token } = this.#options;
    this.#token = typeof token === 'string' ? token : undefined;
    this.#refused = undefined;
    this.#need = 'connecting';
    this.#endsAt = Infinity;
    this.#handshakeFailed = false;
    this.#blocked = 0;
  }

  /** The token for a new connection, or undefined without one. Rejects where the source failed. */
  async forConnection(): Promise<string | undefined> {
    if (this.#asksSource && Date.now() >= this.#endsAt) {
      this.expired();
    }
    return this.#token ?? (await this.#ask(this.#need));
  }

  /** What of it goes into the handshake. */
  forHandshake(token: string | undefined): string | undefined {
    const byMessage = this.#options.signIn === 'message' || this.#handshakeFailed || this.#blocked >= HANDSHAKES_BLOCKED;
    this.#atHandshake = token !== undefined && !byMessage;
    this.#shown = this.#atHandshake ? token : this.#shown;
    return this.#atHandshake ? token : undefined;
  }

  /** A token that follows the present one, to sign in with before it ends. Rejects where there is none yet. */
  async successor(): Promise<string | undefined> {
    if (!this.#asksSource) {
      return undefined;
    }
    const token = this.#token !== this.#shown ? this.#token : await this.#ask('expiring');
    if (token !== undefined && token === this.#shown) {
      throw new RoomcastError('timeout', 'no other token yet');
    }
    return token;
  }

  /** How a connection ended that never opened: a browser is not told why, but signing in by message is. */
  notOpened(): void {
    this.#handshakeFailed = this.#atHandshake;
  }

  afterWelcome(welcome: Welcome): NextStep {
    const user = welcome.user;
    if (this.#token !== undefined && (user === undefined || user.guest === true)) {
      this.#shown = this.#token;
      return { kind: 'say', message: { type: 'auth', token: this.#token } };
    }
    if (user === undefined) {
      return { kind: 'ask' };
    }
    if (user.guest === true && this.#guestKey !== undefined && this.#guestKey !== welcome.guestKey) {
      return { kind: 'say', message: { type: 'auth', guestKey: this.#guestKey } };
    }
    if (user.guest === true && welcome.guestKey !== undefined) {
      this.#guestKey = welcome.guestKey;
      return { kind: 'in', user, guestKey: welcome.guestKey };
    }
    return { kind: 'in', user };
  }

  /** A token is shown in a message that the application or the refresh has asked for. */
  showing(token: string): void {
    this.#shown = token;
  }

  /** The server took what was shown. */
  accepted(token: string | undefined, endsAt: number): void {
    this.#token = this.#shown = token ?? this.#token;
    this.#endsAt = endsAt;
    this.#need = 'connecting';
    this.#refused = undefined;
    this.#blocked = this.#atHandshake ? 0 : this.#blocked + (this.#handshakeFailed ? 1 : 0);
    this.#handshakeFailed = false;
  }

  /** The present token ends then, by this machine's clock. */
  ends(at: number): void {
    this.#endsAt = at;
  }

  /** The server would not have what was shown. True where that was the guest's key, which is then forgotten. */
  refuse(): boolean {
    if (this.#shown !== undefined) {
      this.#drop('refused');
      return false;
    }
    this.#keyRefused = this.#guestKey !== undefined;
    this.#guestKey = undefined;
    return this.#keyRefused;
  }

  expired(): void {
    this.#drop('expiring');
  }

  /** Whether there may be something else to show. */
  get hasAnother(): boolean {
    const asNewGuest = this.#keyRefused;
    this.#keyRefused = false;
    return asNewGuest || this.#asksSource || this.#token !== undefined;
  }

  /** Another token was needed, and there is none. */
  get isExhausted(): boolean {
    return this.#token === undefined && this.#need !== 'connecting';
  }

  get #asksSource(): boolean {
    return typeof this.#options.token === 'function';
  }

  #drop(need: TokenNeed): void {
    if (this.#token === this.#shown) {
      this.#token = undefined; // a successor that has not been shown stays
    }
    this.#refused = this.#shown;
    this.#need = need;
    this.#endsAt = Infinity;
  }

  /** Several who need a token at a time wait for the same one. */
  #ask(need: TokenNeed): Promise<string | undefined> {
    const { token: source } = this.#options;
    if (typeof source !== 'function') {
      return Promise.resolve(undefined);
    }
    this.#fetching ??= withDeadline((signal) => source(need, signal), this.#timeout)
      .then((token) => {
        this.#token = token === this.#refused ? undefined : token;
        if (token !== this.#shown) {
          this.#endsAt = Infinity;
        }
        return this.#token;
      })
      .finally(() => {
        this.#fetching = undefined;
      });
    return this.#fetching;
  }
}

async function withDeadline<T>(work: (signal: AbortSignal) => T | Promise<T>, ms: number): Promise<T> {
  const abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new RoomcastError('timeout', `nothing within ${ms} ms`));
      abort.abort();
    }, ms);
  });
  try {
    return await Promise.race([work(abort.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
