import type { Chat } from '../model/chat.ts';
import { h, icon } from '../dom.ts';
import type { Room } from '../model/room.ts';
import { words } from '../words/index.ts';

export interface ComposerView {
  readonly element: HTMLElement;
  /** The room was changed. */
  update(): void;
  /** Where there is a keyboard; on a phone it would slide in over what is to be read. */
  focus(): void;
}

/** The frame may have 64 KiB, and a character up to four bytes. */
const MAX_CHARACTERS = 12_000;

/** The `keyCode` of a key that an input method takes. */
const COMPOSING = 229;

/** Where one writes: Enter sends, Shift and Enter begin a new line. */
export function composerView(chat: Chat): ComposerView {
  const w = words();
  const input = h('textarea', {
    id: 'message',
    class: 'input',
    rows: 1,
    maxlength: MAX_CHARACTERS,
    placeholder: w.writePlaceholder,
    enterkeyhint: 'send',
    dir: 'auto',
  });
  const label = h('label', { for: 'message', class: 'hidden' });
  const button = h('button', { type: 'submit', class: 'send', 'aria-label': w.send, title: w.send }, icon('send'));
  const form = h('form', { class: 'composer' }, label, input, button);
  let shown: Room | undefined;

  function fit(): void {
    // Through the style object, which a content security policy allows, as it does not allow style attributes.
    input.style.height = 'auto';
    input.style.height = `${input.scrollHeight + 2}px`;
    button.disabled = input.value.trim() === '';
  }

  function submit(): void {
    const text = input.value.trim();
    if (text !== '') {
      input.value = '';
      fit();
      keep();
      chat.say(text);
    }
  }

  /** What is not finished stays with its room, whatever else is looked at. */
  function keep(): void {
    if (shown !== undefined) {
      shown.unfinished = input.value;
      chat.drafts.write();
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
    input.focus();
  });
  input.addEventListener('keydown', (event) => {
    // While an input method composes, Enter chooses a word. Safari says so only by this number.
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== COMPOSING) {
      event.preventDefault();
      submit();
    }
  });
  input.addEventListener('input', () => {
    fit();
    keep();
    chat.typing(input.value !== '');
  });

  return {
    element: form,
    update() {
      shown = chat.current;
      form.hidden = shown === undefined;
      input.value = shown?.unfinished ?? '';
      label.textContent = shown === undefined ? '' : w.write(shown.id);
      fit();
    },
    focus() {
      if (matchMedia('(hover: hover)').matches) {
        input.focus();
      }
    },
  };
}
