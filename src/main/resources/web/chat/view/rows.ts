import type { RoomMessage, SignedInUser } from '../../client/index.ts';
import type { Chat } from '../model/chat.ts';
import type { Comings } from '../model/comings.ts';
import type { Draft } from '../model/drafts.ts';
import type { Note, Room } from '../model/room.ts';
import { dayOf } from '../time.ts';
import { comingsLine, continues, dayLine, draftLine, messageLine, newLine, noteLine } from './lines.ts';
import type { Row } from './virtual-list.ts';

/** A row of the log, and all that its look depends on. */
export type LogRow = Row &
  (
    | { readonly kind: 'day'; readonly at: number }
    | { readonly kind: 'new' }
    | { readonly kind: 'note'; readonly note: Note }
    | { readonly kind: 'comings'; readonly comings: Comings }
    | { readonly kind: 'message'; readonly message: RoomMessage; readonly own: boolean; readonly grouped: boolean; readonly mayDelete: boolean }
    | { readonly kind: 'draft'; readonly draft: Draft; readonly me: SignedInUser | undefined }
  );

/** The key of the line above what is new. */
export const NEW = 'new';

/** What a room has to show, oldest first: days, messages, who came and went, and one's own that are on their way. */
export function rowsOf(chat: Chat, room: Room): LogRow[] {
  const rows: LogRow[] = [];
  const me = chat.me?.id;
  const isModerator = chat.mayModerate(room.id);
  let day = '';
  let previous: RoomMessage | undefined;
  for (const line of room.lines) {
    if (line.kind === 'note') {
      rows.push({ key: line.note.key, kind: 'note', note: line.note });
      previous = undefined;
      continue;
    }
    const key = line.kind === 'comings' ? line.comings.key : String(line.message.offset);
    if (line.day !== day) {
      day = line.day;
      rows.push({ key: `day ${key}`, kind: 'day', at: line.at });
      previous = undefined;
    }
    if (line.kind === 'comings') {
      rows.push({ key, kind: 'comings', comings: line.comings });
      previous = undefined;
      continue;
    }
    const { message } = line;
    if (message.offset === room.newFrom) {
      rows.push({ key: NEW, kind: 'new' });
      previous = undefined;
    }
    const own = message.user.id === me;
    const mayDelete = (own || isModerator) && message.deleted !== true;
    rows.push({ key, kind: 'message', message, own, grouped: continues(previous, message), mayDelete });
    previous = message;
  }
  for (const draft of room.drafts) {
    rows.push({ key: draft.messageId, kind: 'draft', draft, me: chat.me });
  }
  return rows;
}

/** What the row's element depends on. */
export function lookOf(row: LogRow): string {
  switch (row.kind) {
    case 'day':
      return dayOf(new Date()); // today is not what it was yesterday
    case 'comings':
      return String(row.comings.version);
    case 'message':
      return `${row.own} ${row.grouped} ${row.mayDelete} ${row.message.deleted === true}`;
    case 'draft':
      return String(row.draft.failure?.code);
    default:
      return '';
  }
}

export interface RowActions {
  askToDelete(message: RoomMessage): void;
  retry(draft: Draft): void;
  discard(draft: Draft): void;
}

export function elementOf(row: LogRow, actions: RowActions): HTMLElement {
  switch (row.kind) {
    case 'day':
      return dayLine(new Date(row.at));
    case 'new':
      return newLine();
    case 'note':
      return noteLine(row.note);
    case 'comings':
      return comingsLine(row.comings);
    case 'message': {
      const { message, own, grouped, mayDelete } = row;
      return messageLine(message, { own, grouped, remove: mayDelete ? () => actions.askToDelete(message) : undefined });
    }
    case 'draft':
      return draftLine(row.draft, row.me ?? { id: '', username: '' }, {
        retry: () => actions.retry(row.draft),
        discard: () => actions.discard(row.draft),
      });
  }
}
