import './style/index.css';
import { App } from './app.ts';

const root = document.getElementById('app');
if (root === null) {
  throw new Error('the page has no place for the chat');
}
new App(root).start();
