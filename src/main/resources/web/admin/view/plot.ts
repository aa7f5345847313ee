import uPlot from 'uplot';
import { h } from '../../chat/dom.ts';
import { number, timeOfDay } from '../format.ts';

const HEIGHT = 150;
const AXIS_SIZE = 52;

export interface Line {
  readonly label: string;
  /** A variable of the style sheet. */
  readonly colour: string;
  readonly dash?: number[];
}

export interface Plot {
  readonly element: HTMLElement;
  /** Times in seconds, and for each line a value for each time. */
  readonly show: (times: number[], values: (number | null)[][]) => void;
  readonly dispose: () => void;
}

/** Lines over time, in the colours of the page. What they end with stands in words below, for those who see no plot. */
export function plot(title: string, unit: string, lines: readonly Line[]): Plot {
  const canvas = h('div', { class: 'canvas', 'aria-hidden': 'true' });
  const values = lines.map(() => h('span', { class: 'newest' }));
  const element = h(
    'figure',
    { class: 'plot' },
    h('figcaption', {}, h('span', { class: 'plot-title' }, title), h('span', { class: 'unit' }, unit)),
    canvas,
    h(
      'p',
      { class: 'legend' },
      ...lines.map((line, i) =>
        h('span', {}, h('span', { class: `key ${line.colour}`, 'aria-hidden': 'true' }), line.label, ' ', values[i]),
      ),
    ),
  );
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let data: (number | null)[][] = [[], ...lines.map(() => [])];
  let drawn: uPlot | undefined;

  function draw(): void {
    drawn?.destroy();
    drawn = undefined;
    const width = canvas.clientWidth;
    if (width > 0) {
      drawn = new uPlot(options(width, lines), data, canvas);
    }
  }

  const resized = new ResizeObserver(() =>
    drawn === undefined ? draw() : drawn.setSize({ width: canvas.clientWidth, height: HEIGHT }),
  );
  resized.observe(canvas);
  dark.addEventListener('change', draw);
  return {
    element,
    show: (times, shown) => {
      data = [times, ...shown];
      values.forEach((value, i) => (value.textContent = number(shown[i]?.at(-1))));
      drawn === undefined ? draw() : drawn.setData(data);
    },
    dispose: () => {
      resized.disconnect();
      dark.removeEventListener('change', draw);
      drawn?.destroy();
    },
  };
}

function options(width: number, lines: readonly Line[]): ConstructorParameters<typeof uPlot>[0] {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const axis = {
    stroke: colour('muted'),
    font: `12px ${style.getPropertyValue('--font')}`,
    grid: { stroke: colour('line'), width: 1 },
    ticks: { stroke: colour('line'), width: 1 },
  };
  return {
    width,
    height: HEIGHT,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.1 : 1] } },
    axes: [
      { ...axis, space: 100, size: 28, values: (_plot, times) => times.map(timeOfDay) },
      { ...axis, size: AXIS_SIZE, values: (_plot, ticks) => ticks.map((tick) => number(tick)) },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        label: line.label,
        stroke: colour(line.colour),
        width: 2,
        dash: line.dash,
        spanGaps: true,
        points: { show: false },
      })),
    ],
  };
}
