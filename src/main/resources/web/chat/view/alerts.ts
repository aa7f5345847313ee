import type { Alerts } from '../model/alerts.ts';
import { h, icon } from '../dom.ts';
import { words } from '../words/index.ts';

/** Turns notifications on, which the browser asks the person about, and off. Nothing where the browser has none. */
export function alertsSwitch(alerts: Alerts): HTMLElement | undefined {
  if (!alerts.isSupported) {
    return undefined;
  }
  const w = words();
  const button = h('button', { type: 'button', class: 'icon-button alerts', 'aria-label': w.notify, onclick: () => void press() }, icon('bell'));

  async function press(): Promise<void> {
    alerts.isOn ? alerts.turnOff() : await alerts.turnOn();
    show();
  }

  function show(): void {
    button.setAttribute('aria-pressed', String(alerts.isOn));
    button.title = alerts.isDenied ? w.notifyDenied : w.notify;
    button.disabled = alerts.isDenied;
  }

  show();
  return button;
}
