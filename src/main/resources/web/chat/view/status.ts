import type { Chat } from '../model/chat.ts';
import { h, setText } from '../dom.ts';
import { words } from '../words/index.ts';

export interface StatusView {
  /** The short form, for the head of the page; read out when it changes. */
  readonly pill: HTMLElement;
  /** What to know and do while there is no connection. */
  readonly banner: HTMLElement;
  update(): void;
}

/** The connection's state in words. */
export function statusView(chat: Chat, signInAgain: () => void): StatusView {
  const text = h('span', { class: 'status-text' });
  const pill = h('div', { class: 'status', role: 'status' }, h('span', { class: 'status-dot' }), text);
  const title = h('strong');
  const detail = h('span');
  const countdown = h('span', { class: 'countdown', 'aria-hidden': 'true' });
  const button = h('button', { type: 'button', class: 'button small', onclick: () => act() });
  const banner = h('div', { class: 'banner', hidden: true }, h('p', {}, title, ' ', detail, ' ', countdown), button);
  let ticking: ReturnType<typeof setInterval> | undefined;

  function needsSignIn(): boolean {
    const { state } = chat;
    return state.name === 'closed' && (state.code === 1008 && state.reason !== 'Disconnected');
  }

  function act(): void {
    if (needsSignIn()) {
      signInAgain();
    } else {
      chat.client.connect();
    }
  }

  function tick(): void {
    const { state } = chat;
    const seconds = state.name === 'waiting' ? Math.ceil((state.retryAt - Date.now()) / 1000) : 0;
    setText(countdown, seconds > 0 ? words().retryIn(seconds) : '');
    if (state.name !== 'waiting') {
      clearInterval(ticking);
      ticking = undefined;
    }
  }

  return {
    pill,
    banner,
    update() {
      const { state } = chat;
      const w = words();
      const short = {
        connecting: w.stateConnecting,
        open: w.stateReady,
        draining: w.stateReady,
        'sign-in-required': w.stateConnecting,
        waiting: navigator.onLine ? w.stateWaiting : w.stateOffline,
        closed: w.stateClosed,
      }[state.name];
      setText(text, short);
      const isUp = state.name === 'open' || state.name === 'draining';
      pill.dataset['state'] = isUp ? 'open' : state.name;
      banner.hidden = isUp || (state.name === 'connecting' && state.attempt === 0);
      setText(title, short);
      const closed: Record<string, string> = w.closed;
      setText(detail, state.name === 'closed' ? (closed[state.reason] ?? w.closed.other) : w.waitingDetail);
      setText(button, needsSignIn() ? w.signIn : w.connectNow);
      button.hidden = state.name === 'connecting';
      ticking ??= setInterval(tick, 1_000);
      tick();
    },
  };
}
