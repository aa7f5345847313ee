import { RoomcastError } from './errors.ts';

/** What comes one by one, kept until somebody takes it: an `AsyncIterable` over events. */
export class Stream<T> implements AsyncIterableIterator<T> {
  readonly #most: number;
  readonly #onEnd: () => void;
  readonly #queue: T[] = [];
  readonly #takers: { resolve(result: IteratorResult<T>): void; reject(error: RoomcastError): void }[] = [];
  #error: RoomcastError | undefined;
  #isEnded = false;

  /**
   * @param most how many may wait to be taken; past it the reader gets an `overflow` and not a gap
   * @param onEnd called once, when nothing more will be taken
   */
  constructor(most: number, onEnd: () => void) {
    this.#most = most;
    this.#onEnd = onEnd;
  }

  put(value: T): void {
    if (this.#isEnded) {
      return;
    }
    const taker = this.#takers.shift();
    if (taker !== undefined) {
      taker.resolve({ done: false, value });
    } else if (this.#queue.length < this.#most) {
      this.#queue.push(value);
    } else {
      this.end(new RoomcastError('overflow', `${this.#most} messages were not taken`));
    }
  }

  /** What waits can still be taken; then it is over, or the error comes. */
  end(error?: RoomcastError): void {
    if (this.#isEnded) {
      return;
    }
    this.#isEnded = true;
    this.#error = error;
    this.#onEnd();
    for (const taker of this.#takers.splice(0)) {
      error === undefined ? taker.resolve({ done: true, value: undefined }) : taker.reject(error);
    }
  }

  next(): Promise<IteratorResult<T>> {
    const value = this.#queue.shift();
    if (value !== undefined) {
      return Promise.resolve({ done: false, value });
    }
    if (!this.#isEnded) {
      return new Promise((resolve, reject) => this.#takers.push({ resolve, reject }));
    }
    const error = this.#error;
    this.#error = undefined;
    return error === undefined ? Promise.resolve({ done: true, value: undefined }) : Promise.reject(error);
  }

  return(): Promise<IteratorResult<T>> {
    this.#queue.length = 0;
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
