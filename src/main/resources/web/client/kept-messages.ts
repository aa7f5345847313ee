import type { Outgoing } from './outgoing.ts';

export interface KeptMessage {
  readonly messageId: string;
  readonly userId: string;
  /** Who sends it. */
  readonly tab: string;
  /** When it was written, in milliseconds since 1970. */
  readonly at: number;
  readonly message: Outgoing;
}

const STORE = 'messages';

/** The messages of all tabs and users, in a database of the browser. */
export class KeptMessages {
  readonly #database: Promise<IDBDatabase>;

  constructor(name: string) {
    this.#database = open(name);
    this.#database.catch(() => undefined); // whoever uses it hears of it
  }

  /** Rejects where so many are there already. */
  async add(kept: KeptMessage, maxMessages: number): Promise<void> {
    await this.#inTransaction('readwrite', (store, abort) => {
      const count = store.count();
      count.onsuccess = () => {
        if (count.result >= maxMessages) {
          abort(new RangeError(`${maxMessages} messages are kept already`));
        } else {
          store.put(kept);
        }
      };
    });
  }

  async remove(messageId: string): Promise<void> {
    await this.#inTransaction('readwrite', (store) => store.delete(messageId));
  }

  /** In the order in which they were written. */
  async all(): Promise<KeptMessage[]> {
    let found: KeptMessage[] = [];
    await this.#inTransaction('readonly', (store) => {
      const all = store.getAll() as IDBRequest<KeptMessage[]>;
      all.onsuccess = () => (found = all.result);
    });
    return found.sort((a, b) => a.at - b.at);
  }

  /** Makes what one user wrote in one tab another tab's, in one step. */
  async takeOver(from: string, to: string, user: string): Promise<KeptMessage[]> {
    const taken: KeptMessage[] = [];
    await this.#inTransaction('readwrite', (store) => {
      const all = store.getAll() as IDBRequest<KeptMessage[]>;
      all.onsuccess = () => {
        taken.push(...all.result.filter(({ tab, userId }) => tab === from && userId === user).map((kept) => ({ ...kept, tab: to })));
        taken.forEach((kept) => store.put(kept));
      };
    });
    return taken;
  }

  close(): void {
    this.#database.then((database) => database.close()).catch(() => undefined);
  }

  async #inTransaction(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore, abort: (error: Error) => void) => void,
  ): Promise<void> {
    const transaction = (await this.#database).transaction(STORE, mode);
    let reason: Error | undefined;
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = transaction.onerror = () => reject(reason ?? transaction.error);
      work(transaction.objectStore(STORE), (error) => {
        reason = error;
        transaction.abort();
      });
    });
  }
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'messageId' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
