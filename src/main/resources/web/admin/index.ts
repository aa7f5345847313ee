import 'uplot/dist/uPlot.min.css';
import './style/index.css';
import { App } from './app.ts';

const root = document.getElementById('app');
if (root === null) {
  throw new Error('the page has no place for its content');
}
new App(root).start();
