export interface BackoffOptions {
  /** The bound of the first wait, in milliseconds. */
  readonly min: number;
  /** No wait is ever longer, in milliseconds. */
  readonly max: number;
  /** How many tries in a row before giving up; `Infinity` never does. */
  readonly tries: number;
}

/**
 * Waits that grow twofold, with full jitter: each is drawn evenly from zero to the bound, so that a crowd that lost its
 * server at one moment does not come back at one moment.
 */
export class Backoff {
  #attempts = 0;
  readonly #options: BackoffOptions;
  readonly #random: () => number;

  constructor(options: BackoffOptions, random: () => number = Math.random) {
    this.#options = options;
    this.#random = random;
  }

  /** The next wait in milliseconds, or undefined where the tries are used up. */
  next(): number | undefined {
    if (this.#attempts >= this.#options.tries) {
      return undefined;
    }
    // 2^30 is beyond any bound in use, and keeps the power finite.
    const bound = Math.min(this.#options.max, this.#options.min * 2 ** Math.min(this.#attempts, 30));
    this.#attempts += 1;
    return Math.round(this.#random() * bound);
  }

  get attempt(): number {
    return this.#attempts;
  }

  reset(): void {
    this.#attempts = 0;
  }
}
