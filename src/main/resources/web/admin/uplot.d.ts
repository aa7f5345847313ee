/** What the page uses of the library for plots, which the bundler takes from its Maven artifact. */
declare module 'uplot' {
  interface Axis {
    stroke?: string;
    font?: string;
    size?: number;
    space?: number;
    grid?: { stroke?: string; width?: number };
    ticks?: { stroke?: string; width?: number };
    values?: (plot: uPlot, splits: number[]) => (string | number | null)[];
  }

  interface Series {
    label?: string;
    stroke?: string;
    width?: number;
    dash?: number[];
    spanGaps?: boolean;
    points?: { show?: boolean };
  }

  interface Options {
    width: number;
    height: number;
    series: Series[];
    axes?: Axis[];
    scales?: Record<string, { time?: boolean; range?: (plot: uPlot, min: number, max: number) => [number, number] }>;
    cursor?: { show?: boolean };
    legend?: { show?: boolean };
    padding?: [number, number, number, number];
  }

  class uPlot {
    constructor(options: Options, data: (number | null)[][], target: HTMLElement);
    setData(data: (number | null)[][]): void;
    setSize(size: { width: number; height: number }): void;
    destroy(): void;
  }

  export default uPlot;
}
