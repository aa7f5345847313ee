import type { ServerMessage } from './protocol.ts';
import { unpack } from './unpack.ts';

/**
 * Turns frames into messages in the order they came, although unpacking takes its time: while one is being unpacked,
 * what follows waits behind it.
 */
export class Inbound {
  readonly #deliver: (message: ServerMessage) => void;
  readonly #fail: (error: unknown) => void;
  #queue: string[] = [];
  #unpacking = false;
  #stopped = false;

  constructor(deliver: (message: ServerMessage) => void, fail: (error: unknown) => void) {
    this.#deliver = deliver;
    this.#fail = fail;
  }

  /** Takes one text frame. */
  take(frame: string): void {
    this.#queue.push(frame);
    if (!this.#unpacking) {
      this.#drain();
    }
  }

  /** Nothing is delivered after this. */
  stop(): void {
    this.#stopped = true;
    this.#queue = [];
  }

  #drain(): void {
    while (!this.#stopped && this.#queue.length > 0) {
      const frame = this.#queue.shift() as string;
      let message: ServerMessage;
      try {
        message = JSON.parse(frame) as ServerMessage;
      } catch (error) {
        this.#fail(error);
        continue;
      }
      if (message.type === 'compressed') {
        this.#unpacking = true;
        void this.#unpackThenGoOn(message.data);
        return;
      }
      this.#deliver(message);
    }
  }

  async #unpackThenGoOn(data: string): Promise<void> {
    try {
      const message = await unpack(data);
      if (!this.#stopped) {
        this.#deliver(message);
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#unpacking = false;
      this.#drain();
    }
  }
}
