import type { Position } from '../../client/index.ts';
import { browser, tab, type Storage } from '../storage.ts';

const READ = 'roomcast.read';

/** Those that were read last are kept. */
const MAX_ROOMS = 200;

/** What is read while scrolling is written down together, in milliseconds. */
const WRITE_MS = 500;

/** How far one has read in each room, for the next time one opens it: for users in this browser, for guests in this tab. */
export class Reading {
  private readonly storage: Storage;
  private readonly key: string | undefined;
  private readonly positions: Map<string, Position>;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param reader whose reading it is; undefined where that is not known, then nothing is kept */
  constructor(reader: string | undefined, isGuest: boolean) {
    this.storage = isGuest ? tab : browser;
    this.key = isGuest ? READ : reader === undefined ? undefined : `${READ}.${reader}`;
    const kept = this.key === undefined ? undefined : this.storage.read(this.key);
    this.positions = new Map(Object.entries((kept ?? {}) as Record<string, unknown>).filter(isPlace));
  }

  position(roomId: string): Position | undefined {
    return this.positions.get(roomId);
  }

  readTo(roomId: string, position: Position): void {
    this.positions.delete(roomId); // so that it becomes the last
    this.positions.set(roomId, position);
    this.timer ??= setTimeout(() => this.write(), WRITE_MS);
  }

  /** The page may go now. */
  write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.key !== undefined) {
      this.storage.write(this.key, Object.fromEntries([...this.positions].slice(-MAX_ROOMS)));
    }
  }

  forget(): void {
    clearTimeout(this.timer);
    if (this.storage === tab && this.key !== undefined) {
      this.storage.write(this.key, undefined);
    }
  }
}

function isPlace(entry: [string, unknown]): entry is [string, Position] {
  const position = entry[1] as Partial<Position> | null;
  return typeof position?.epoch === 'string' && Number.isSafeInteger(position.offset);
}
