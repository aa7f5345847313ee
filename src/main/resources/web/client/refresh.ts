import { Backoff } from './backoff.ts';

export interface RefreshHost {
  /** The token that follows on the present one; undefined where there is none, and rejects where there is none yet. */
  successor(): Promise<string | undefined>;
  signIn(token: string): Promise<unknown>;
}

/** How long before its end a token is replaced, unless it lives for less than four times that, in milliseconds. */
const EARLY_MS = 60_000;
/** A token is never asked for sooner after another one, in milliseconds: some end as soon as they are given. */
const APART_MS = 1_000;
const FAILURE_BACKOFF = { min: 1_000, max: 15_000, tries: Infinity };

/** Signs in with a fresh token before the present one ends; a connection that is lost takes its refresh with it. */
export class Refresh {
  readonly #host: RefreshHost;
  readonly #backoff = new Backoff(FAILURE_BACKOFF);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #admittedAt = 0;
  #run = 0;

  constructor(host: RefreshHost) {
    this.#host = host;
  }

  /** A token was taken by the server. */
  admitted(): void {
    this.stop();
    this.#backoff.reset();
    this.#admittedAt = Date.now();
  }

  /** The present token ends then, by this machine's clock: replaces it early, but not before most of it was used. */
  expiring(endsAt: number): void {
    this.stop();
    const early = Math.min(EARLY_MS, (endsAt - this.#admittedAt) / 4);
    this.#after(Math.max(endsAt - early, this.#admittedAt + APART_MS) - Date.now());
  }

  stop(): void {
    this.#run += 1;
    clearTimeout(this.#timer);
  }

  #after(ms: number): void {
    const run = this.#run;
    this.#timer = setTimeout(() => void this.#attempt(run), Math.max(0, ms));
  }

  async #attempt(run: number): Promise<void> {
    try {
      const token = await this.#host.successor();
      if (token !== undefined && run === this.#run) {
        await this.#host.signIn(token);
      }
    } catch {
      // Refused, the server closes the connection and says why; anything else may be better soon.
      if (run === this.#run) {
        this.#after(this.#backoff.next() ?? FAILURE_BACKOFF.max);
      }
    }
  }
}
