import { RoomcastError } from './errors.ts';
import type { LogEntry, MessageHistory, ServerMessage } from './protocol.ts';

interface Pending {
  resolve(message: ServerMessage): void;
  reject(error: RoomcastError): void;
  timer: ReturnType<typeof setTimeout>;
  /** The parts of a history that have come so far. */
  parts: LogEntry[];
}

/** Tells by its `id` which answer belongs to which request. */
export class Requests {
  readonly #pending = new Map<string, Pending>();
  #count = 0;

  /** An id that no other request of this client has; the server knows one only for its connection. */
  newId(): string {
    this.#count += 1;
    return String(this.#count);
  }

  /** Sends what `send` makes of the id, and waits for the answer that carries it. */
  ask<T extends ServerMessage>(send: (id: string) => boolean, timeout: number, id = this.newId()): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new RoomcastError('timeout', `nothing within ${timeout} ms`));
      }, timeout);
      this.#pending.set(id, { resolve: resolve as (message: ServerMessage) => void, reject, timer, parts: [] });
      if (!send(id)) {
        this.#settle(id)?.reject(new RoomcastError('disconnected', 'there is no connection'));
      }
    });
  }

  /** True where the message was an answer that somebody waited for. */
  answer(message: ServerMessage): boolean {
    const id = 'id' in message ? message.id : undefined;
    const pending = id === undefined ? undefined : this.#pending.get(id);
    if (id === undefined || pending === undefined) {
      return false;
    }
    if (message.type === 'message-history') {
      pending.parts.push(...message.messages);
      if (message.more !== true) {
        const whole: MessageHistory = { ...message, messages: pending.parts };
        this.#settle(id)?.resolve(whole);
      }
      return true;
    }
    const settled = this.#settle(id);
    if (message.type === 'error') {
      settled?.reject(RoomcastError.from(message));
    } else {
      settled?.resolve(message);
    }
    return true;
  }

  /** The connection is gone, and with it every answer. */
  failAll(error: RoomcastError): void {
    for (const id of [...this.#pending.keys()]) {
      this.#settle(id)?.reject(error);
    }
  }

  #settle(id: string): Pending | undefined {
    const pending = this.#pending.get(id);
    if (pending !== undefined) {
      clearTimeout(pending.timer);
      this.#pending.delete(id);
    }
    return pending;
  }
}
