import './style/index.css';
import { App } from './app.ts';

const root = document.getElementById('app');
if (root === null) {
  throw new Error('the page has no place for the chat');
}
new App(root).start();

// What makes the page open where there is no network. Without it, or where the browser refuses it, it opens with one.
navigator.serviceWorker?.register('/worker.js').catch(() => undefined);
