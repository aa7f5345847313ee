import type { Chat } from '../model/chat.ts';
import { h, setText } from '../dom.ts';
import { words } from '../words/index.ts';

export interface DetailsView {
  readonly element: HTMLElement;
  dispose(): void;
}

/** How often the server is asked for an answer, and what is shown is made new, while it is shown; in milliseconds. */
const EVERY_MS = 2_000;

/** For the curious: how the connection is, and how far the room has been read. */
export function detailsView(chat: Chat): DetailsView {
  const w = words();
  const fields = {
    state: h('dd'),
    latency: h('dd'),
    connections: h('dd'),
    resumed: h('dd'),
    lost: h('dd'),
    unsent: h('dd'),
    offset: h('dd'),
    epoch: h('dd'),
  };
  const rows = (Object.keys(fields) as (keyof typeof fields)[]).map((name) => h('div', {}, h('dt', {}, w.details[name]), fields[name]));
  const element = h('details', { class: 'details', ontoggle: () => run() }, h('summary', {}, w.details.title), h('dl', {}, ...rows));
  let timer: ReturnType<typeof setInterval> | undefined;

  function show(): void {
    const { client, vitals, current } = chat;
    const position = current?.live.position;
    setText(fields.state, client.state.name);
    setText(fields.latency, vitals.latency === undefined ? '–' : `${vitals.latency.toFixed(1)} ms`);
    setText(fields.connections, String(vitals.connections));
    setText(fields.resumed, String(vitals.resumed));
    setText(fields.lost, String(vitals.lost));
    setText(fields.unsent, String(client.unsent));
    setText(fields.offset, position === undefined ? '–' : String(position.offset));
    setText(fields.epoch, position?.epoch ?? '–');
  }

  function measure(): void {
    show();
    void chat.vitals.measure().then(show);
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  function run(): void {
    stop();
    if (element.open) {
      measure();
      timer = setInterval(measure, EVERY_MS);
    }
  }

  return { element, dispose: stop };
}
