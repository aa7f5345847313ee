import type { RoomcastClient } from '../../client/index.ts';
import { roomName } from './room-name.ts';

export interface OpenRoom {
  readonly id: string;
  readonly memberCount: number;
}

/** Rows of the list; and all that one answer may have, while somebody looks for one. */
const LISTED = 100;
const SEARCHED = 1_000;

/** The rooms that are open on the server, and what somebody types to find one. */
export class Directory {
  rooms: readonly OpenRoom[] = [];
  private typed = '';
  private readonly client: RoomcastClient;
  private readonly changed: () => void;

  constructor(client: RoomcastClient, changed: () => void) {
    this.client = client;
    this.changed = changed;
  }

  get isSearching(): boolean {
    return this.typed !== '';
  }

  search(typed: string): void {
    const wasSearching = this.isSearching;
    this.typed = roomName(typed).toLocaleLowerCase();
    this.changed();
    if (this.isSearching && !wasSearching) {
      void this.refresh();
    }
  }

  /** Whether a room is one of those that are looked for. */
  matches(roomId: string): boolean {
    return roomId.toLocaleLowerCase().includes(this.typed);
  }

  async refresh(): Promise<void> {
    const limit = this.isSearching ? SEARCHED : LISTED;
    try {
      this.rooms = (await this.client.request({ type: 'get-rooms', limit })).rooms;
      this.changed();
    } catch {
      // The list keeps what it showed; the connection's state says the rest.
    }
  }
}
