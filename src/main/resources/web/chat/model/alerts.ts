import { browser } from '../storage.ts';

const NOTIFY = 'roomcast.notify';

/** Notifications of the system about what is said while nobody looks; only for those who asked for them. */
export class Alerts {
  /** Whether this browser has them at all. */
  get isSupported(): boolean {
    return typeof Notification !== 'undefined';
  }

  get isOn(): boolean {
    return this.isSupported && Notification.permission === 'granted' && browser.read(NOTIFY) === true;
  }

  /** Whether the browser was told to show none: only its own settings change that. */
  get isDenied(): boolean {
    return this.isSupported && Notification.permission === 'denied';
  }

  /** The browser asks the person. Resolves when they have answered. */
  async turnOn(): Promise<void> {
    if (this.isSupported && (await Notification.requestPermission()) === 'granted') {
      browser.write(NOTIFY, true);
    }
  }

  turnOff(): void {
    browser.write(NOTIFY, undefined);
  }

  /** One for each room, the newest. */
  show(title: string, body: string, roomId: string, clicked: () => void): void {
    // Whether one looks is asked first: it costs nothing, and the permission a question to the browser.
    if ((document.visibilityState === 'visible' && document.hasFocus()) || !this.isOn) {
      return;
    }
    const options = { body, tag: roomId, icon: '/icon-192.png' };
    try {
      const notification = new Notification(title, options);
      notification.onclick = () => {
        window.focus();
        notification.close();
        clicked();
      };
    } catch {
      // Phones show only those of service workers.
      void navigator.serviceWorker?.ready.then((worker) => worker.showNotification(title, options));
    }
  }
}
