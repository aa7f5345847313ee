export type Handler<T> = (event: T) => void;

/** Handlers by event name. One that throws is reported and does not keep the others from hearing. */
export class Emitter<Events extends object> {
  readonly #handlers = new Map<keyof Events, Set<Handler<never>>>();

  /** Returns a function that takes the handler off again. */
  on<K extends keyof Events>(event: K, handler: Handler<Events[K]>): () => void {
    const handlers = this.#handlers.get(event) ?? new Set();
    this.#handlers.set(event, handlers);
    handlers.add(handler);
    return () => handlers.delete(handler);
  }

  off<K extends keyof Events>(event: K, handler: Handler<Events[K]>): void {
    this.#handlers.get(event)?.delete(handler);
  }

  /** Hears of it once at most. */
  once<K extends keyof Events>(event: K, handler: Handler<Events[K]>): () => void {
    const off = this.on(event, (value) => {
      off();
      handler(value);
    });
    return off;
  }

  /** @internal */
  emit<K extends keyof Events>(event: K, value: Events[K]): void {
    for (const handler of [...(this.#handlers.get(event) ?? [])]) {
      try {
        (handler as Handler<Events[K]>)(value);
      } catch (error) {
        reportLater(error);
      }
    }
  }
}

/** Lets the error reach the page's own error reporting without stopping the frame that is being worked on. */
export function reportLater(error: unknown): void {
  setTimeout(() => {
    throw error;
  });
}
