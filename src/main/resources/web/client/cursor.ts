import type { Position } from './protocol.ts';

/** What to do with an entry of a room's log. */
export type Judgement = 'next' | 'seen' | 'gap';

/**
 * Where in a room's log the reader stands. Entries come by rising offset in steps of one; one that was seen already is
 * dropped, and one that leaves others out shows that the missing ones have to be asked for.
 */
export class Cursor {
  #epoch: string | undefined;
  #offset: number | undefined;

  constructor(position?: Position) {
    this.#epoch = position?.epoch;
    this.#offset = position?.offset;
  }

  /** What `since` says when the room is joined again; undefined before anything was seen. */
  get position(): Position | undefined {
    return this.#epoch === undefined || this.#offset === undefined
      ? undefined
      : { epoch: this.#epoch, offset: this.#offset };
  }

  /** A log with another epoch is another log: what was seen says nothing about it. */
  enter(epoch: string): void {
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#offset = undefined;
    }
  }

  /** Begins at a place without asking how it follows on what was seen before. */
  moveTo(position: Position): void {
    this.#epoch = position.epoch;
    this.#offset = position.offset;
  }

  /** The reader lost its place: whatever comes next counts as next. */
  forget(): void {
    this.#offset = undefined;
  }

  judge(offset: number): Judgement {
    if (this.#offset === undefined || offset === this.#offset + 1) {
      return 'next';
    }
    return offset <= this.#offset ? 'seen' : 'gap';
  }

  advance(offset: number): void {
    this.#offset = offset;
  }
}
