/** A rate of messages, and how many more may go at once after a pause. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/**
 * A token bucket: keeps below the server's own limit, since a message that is refused for its rate can be overtaken by
 * the next one, and a client that goes on past the limit is put out.
 */
export class Pace {
  readonly #rate: Rate;
  #level: number;
  #filledAt = Date.now();

  constructor(rate: Rate) {
    this.#rate = rate;
    this.#level = rate.burst;
  }

  /** Takes one; 0 where that was possible, else how long to wait for it, in milliseconds. */
  take(): number {
    const now = Date.now();
    const filled = this.#level + (Math.max(0, now - this.#filledAt) * this.#rate.perSecond) / 1_000;
    this.#level = Math.min(this.#rate.burst, filled);
    this.#filledAt = now;
    if (this.#level < 1) {
      return Math.ceil(((1 - this.#level) * 1_000) / this.#rate.perSecond);
    }
    this.#level -= 1;
    return 0;
  }
}
