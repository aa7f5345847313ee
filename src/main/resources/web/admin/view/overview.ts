import { h, setText } from '../../chat/dom.ts';
import { duration, megabytes, number } from '../format.ts';
import { ALL, type Readings } from '../readings.ts';
import { words } from '../words/index.ts';
import { broadcastForm } from './broadcast.ts';
import type { Context, Section } from './context.ts';
import { plot } from './plot.ts';

export interface Overview extends Section {
  /** There are new numbers, or there should be. */
  readonly changed: (isStale: boolean) => void;
}

const SEVERITY = ['healthy', 'warning', 'critical'] as const;

/** The server in numbers: now, and in the last ten minutes. */
export function overview(context: Context, readings: Readings): Overview {
  const w = words();
  let which = ALL;
  const choice = h('select', { class: 'input', id: 'instance', onchange: () => choose() });
  const seen = h('p', { class: 'hint' });
  const stale = h('p', { class: 'banner', role: 'alert', hidden: true }, w.stale);
  const tiles = {
    health: tile(w.health),
    connections: tile(w.connections),
    received: tile(w.received),
    deliveries: tile(w.deliveries),
    errors: tile(w.errors),
    latency: tile(w.latency),
    heap: tile(w.heap),
    rooms: tile(w.roomsHere),
    probe: tile(w.probe),
  };
  const plots = {
    connections: plot(w.connections, '', [{ label: w.connections, colour: 'accent' }]),
    messages: plot(w.received, w.perSecond, [{ label: w.received, colour: 'accent' }]),
    deliveries: plot(w.deliveries, w.perSecond, [{ label: w.deliveries, colour: 'accent' }]),
    latency: plot(w.latencyPlot, w.milliseconds, [
      { label: w.fanOutMedian, colour: 'good' },
      { label: w.fanOut99, colour: 'accent' },
      { label: w.ack99, colour: 'bad', dash: [6, 4] },
    ]),
    heap: plot(w.heap, w.megabytes, [{ label: w.heap, colour: 'accent' }]),
  };

  function choose(): void {
    which = choice.value;
    changed(!stale.hidden);
  }

  function changed(isStale: boolean): void {
    stale.hidden = !isStale;
    if (!readings.ids().includes(which)) {
      which = ALL;
    }
    drawChoice();
    drawTiles();
    plots.connections.show(...values((point) => point.connections));
    plots.messages.show(...values((point) => point.received));
    plots.deliveries.show(...values((point) => point.deliveries));
    plots.heap.show(...values((point) => megabytes(point.heap)));
    const median = readings.line(which, (point) => point.fanOutMedian);
    plots.latency.show(median.times, [
      median.values,
      readings.line(which, (point) => point.fanOut99).values,
      readings.line(which, (point) => point.ack99).values,
    ]);
  }

  function values(value: Parameters<Readings['line']>[1]): [number[], (number | null)[][]] {
    const line = readings.line(which, value);
    return [line.times, [line.values]];
  }

  function drawChoice(): void {
    const ids = [ALL, ...readings.ids()];
    if (ids.length !== choice.options.length || ids.some((id, i) => choice.options[i]?.value !== id)) {
      choice.replaceChildren(
        ...ids.map((id) => h('option', { value: id, selected: id === which }, id === ALL ? w.allInstances : id.slice(0, 8))),
      );
    }
    const known = Math.max(...readings.instances(ALL).map(({ instances }) => instances), readings.ids().length);
    setText(seen, known > 1 ? `${w.seen(readings.ids().length, known)}. ${w.seenHint}` : '');
  }

  function drawTiles(): void {
    const instances = readings.instances(which);
    const newest = readings.newest(which);
    if (newest === undefined || instances.length === 0) {
      return;
    }
    const most = instances.reduce((sum, { maxConnections }) => sum + maxConnections, 0);
    const worst = Math.max(...instances.map(({ health }) => SEVERITY.indexOf(health)));
    const health = SEVERITY[worst] ?? 'healthy';
    const ages = instances.map(({ probeAge }) => probeAge).filter((age): age is number => age !== undefined);
    const uptime = Math.min(...instances.map((instance) => instance.uptime));
    tiles.health.show(w[health], `${w.uptime} ${duration(uptime)}`, health);
    tiles.connections.show(number(newest.connections), most > 0 ? w.ofMost(number(most)) : '');
    tiles.received.show(number(newest.received), w.perSecond);
    tiles.deliveries.show(number(newest.deliveries), w.perSecond);
    tiles.errors.show(number(newest.failed), w.perSecond);
    tiles.latency.show(newest.fanOut99 === null ? w.none : `${number(newest.fanOut99)} ${w.milliseconds}`, w.latencyHint);
    tiles.heap.show(`${number(Math.round(newest.heap / 1e6))} ${w.megabytes}`, heapHint(instances));
    tiles.rooms.show(number(instances.reduce((sum, { rooms }) => sum + rooms, 0)), '');
    tiles.probe.show(ages.length === 0 ? w.none : number(Math.max(...ages)), ages.length === 0 ? w.probeMemory : w.probeHint);
  }

  function heapHint(instances: readonly { heapMax: number }[]): string {
    const most = instances.reduce((sum, { heapMax }) => sum + Math.max(0, heapMax), 0);
    return most > 0 ? w.ofMost(`${number(Math.round(most / 1e6))} ${w.megabytes}`) : '';
  }

  return {
    element: h(
      'div',
      { class: 'overview' },
      stale,
      h('div', { class: 'chooser' }, h('label', { for: 'instance' }, w.instance), choice, seen),
      h('dl', { class: 'tiles' }, ...Object.values(tiles).map(({ element }) => element)),
      h('div', { class: 'plots' }, ...Object.values(plots).map(({ element }) => element)),
      broadcastForm(context),
    ),
    changed,
    dispose: () => Object.values(plots).forEach((one) => one.dispose()),
  };
}

function tile(label: string): { element: HTMLElement; show: (value: string, hint: string, state?: string) => void } {
  const number = h('dd', { class: 'tile-value' }, words().none);
  const hint = h('dd', { class: 'hint' });
  return {
    element: h('div', { class: 'tile' }, h('dt', {}, label), number, hint),
    show: (value, text, state) => {
      setText(number, value);
      setText(hint, text);
      if (state !== undefined) {
        number.dataset['state'] = state;
      }
    },
  };
}
