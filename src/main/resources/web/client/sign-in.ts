import type { Options, TokenNeed } from './options.ts';
import type { AuthFailed, ClientMessage, SignedInUser, Welcome } from './protocol.ts';

/** What follows on the server's `welcome`. */
export type NextStep =
  | { readonly kind: 'in'; readonly user: SignedInUser; readonly guestKey?: string }
  | { readonly kind: 'say'; readonly message: ClientMessage }
  | { readonly kind: 'ask' };

/** Knows who one is: the token, or the guest's key, and how each is shown to the server. */
export class SignIn {
  private readonly source: Options['token'];
  private byMessage: boolean;
  private token: string | undefined;
  private guestKey: string | undefined;
  private atHandshake = false;
  private refusedToken: string | undefined;
  private keyRefused = false;

  constructor(options: Options) {
    this.source = options.token;
    this.guestKey = options.guestKey;
    this.byMessage = options.signIn === 'message';
  }

  /** The token to show at the handshake, or undefined where none is shown there. */
  async beforeHandshake(): Promise<string | undefined> {
    this.token = await this.freshToken(this.refusedToken === undefined ? 'connecting' : 'refused');
    this.atHandshake = this.token !== undefined && !this.byMessage;
    return this.atHandshake ? this.token : undefined;
  }

  /** A handshake that shows a token and fails tells a browser nothing; asked by message, the server says why. */
  handshakeFailed(): void {
    if (this.atHandshake) {
      this.byMessage = true;
    }
  }

  afterWelcome(welcome: Welcome): NextStep {
    const user = welcome.user;
    if (this.token !== undefined && (user === undefined || user.guest === true)) {
      return { kind: 'say', message: { type: 'auth', token: this.token } };
    }
    if (user === undefined) {
      return { kind: 'ask' };
    }
    if (user.guest === true && this.guestKey !== undefined && this.guestKey !== welcome.guestKey) {
      return { kind: 'say', message: { type: 'auth', guestKey: this.guestKey } };
    }
    if (user.guest === true && welcome.guestKey !== undefined) {
      this.guestKey = welcome.guestKey;
      return { kind: 'in', user, guestKey: welcome.guestKey };
    }
    return { kind: 'in', user };
  }

  /** True where it was the guest's key that was refused, which is then forgotten. */
  refused(_failure: AuthFailed): boolean {
    if (this.token !== undefined) {
      this.refusedToken = this.token;
      return false;
    }
    this.keyRefused = this.guestKey !== undefined;
    this.guestKey = undefined;
    return this.keyRefused;
  }

  /** Whether there is something new to show after the server would not have the old; asks the token's source. */
  async hasAnother(): Promise<boolean> {
    const old = this.token ?? this.refusedToken;
    if (old === undefined) {
      const asNewGuest = this.keyRefused;
      this.keyRefused = false;
      return asNewGuest;
    }
    this.refusedToken = old;
    return typeof this.source === 'function' && (await this.freshToken('refused')) !== undefined;
  }

  /** A token to go on with before the present one ends, or undefined where there is none. */
  async refreshed(): Promise<string | undefined> {
    if (typeof this.source !== 'function') {
      return undefined;
    }
    const token = await this.freshToken('expiring');
    if (token === undefined || token === this.token) {
      return undefined;
    }
    return token;
  }

  /** The token that is in use from now on. */
  use(token: string): void {
    this.token = token;
  }

  private async freshToken(need: TokenNeed): Promise<string | undefined> {
    const token = typeof this.source === 'function' ? await this.source(need) : (this.token ?? this.source);
    return token === undefined || token === this.refusedToken ? undefined : token;
  }
}
