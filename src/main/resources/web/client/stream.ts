import { RoomcastError } from './errors.ts';

/** What comes one by one, kept until somebody takes it: an `AsyncIterable` over events. */
export class Stream<T> implements AsyncIterableIterator<T> {
  readonly #most: number;
  readonly #onEnd: () => void;
  readonly #queue: T[] = [];
  #error: RoomcastError | undefined;
  #isEnded = false;
  #wake = (): void => undefined;
  #news = this.#nextNews();

  /**
   * @param most how many may wait to be taken; past it the reader gets an `overflow` and not a gap
   * @param onEnd called once, when nothing more will be taken
   */
  constructor(most: number, onEnd: () => void) {
    this.#most = most;
    this.#onEnd = onEnd;
  }

  put(value: T): void {
    if (this.#queue.length < this.#most) {
      this.#queue.push(value);
      this.#tell();
    } else {
      this.end(new RoomcastError('overflow', `${this.#most} messages were not taken`));
    }
  }

  /** What waits can still be taken; then it is over, or the error comes. */
  end(error?: RoomcastError): void {
    if (!this.#isEnded) {
      this.#isEnded = true;
      this.#error = error;
      this.#onEnd();
      this.#tell();
    }
  }

  async next(): Promise<IteratorResult<T>> {
    while (this.#queue.length === 0 && !this.#isEnded) {
      await this.#news;
    }
    if (this.#queue.length > 0) {
      return { done: false, value: this.#queue.shift() as T };
    }
    const error = this.#error;
    this.#error = undefined;
    if (error !== undefined) {
      throw error;
    }
    return { done: true, value: undefined };
  }

  return(): Promise<IteratorResult<T>> {
    this.#queue.length = 0;
    this.end();
    return this.next();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #tell(): void {
    this.#wake();
    this.#news = this.#nextNews();
  }

  #nextNews(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
