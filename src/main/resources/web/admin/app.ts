import { h } from '../chat/dom.ts';
import { languageSwitch } from '../chat/view/language.ts';
import { languageTag } from '../chat/words/index.ts';
import { Api, ApiError } from './api.ts';
import { Readings } from './readings.ts';
import type { Context, Section } from './view/context.ts';
import { overview, type Overview } from './view/overview.ts';
import { revocations } from './view/revocations.ts';
import { rooms } from './view/rooms.ts';
import { settings } from './view/settings.ts';
import { signInView } from './view/sign-in.ts';
import { users } from './view/users.ts';
import { inWords, words } from './words/index.ts';

/** How often the numbers are asked for, in milliseconds. */
const EVERY_MS = 2_000;
const TOKEN = 'roomcast.admin';
const SECTIONS = ['overview', 'rooms', 'users', 'revocations', 'settings'] as const;

type Name = (typeof SECTIONS)[number];

/** The page: signed out, or one of its sections. */
export class App {
  private readonly root: HTMLElement;
  private api: Api | undefined;
  private readings = new Readings();
  private section: (Section & Partial<Overview>) | undefined;
  private isStale = false;

  constructor(root: HTMLElement) {
    this.root = root;
  }

  start(): void {
    window.addEventListener('hashchange', () => this.api !== undefined && this.draw());
    setInterval(() => void this.ask(), EVERY_MS);
    const token = kept();
    token === undefined ? this.askWho('') : void this.enter(token);
  }

  private askWho(problem: string): void {
    this.setLanguage();
    const view = signInView(
      problem,
      (token) => void this.enter(token),
      () => this.askWho(''),
    );
    this.root.replaceChildren(view);
    view.querySelector('textarea')?.focus();
  }

  /** Nothing of the server is shown before it has accepted the token. */
  private async enter(token: string): Promise<void> {
    const api = new Api(token, (status) => this.api === api && this.leave(status === 403 ? words().notAdmin : words().refused));
    try {
      this.readings = new Readings();
      this.readings.add(Date.now(), await api.instance());
    } catch (error) {
      const status = error instanceof ApiError ? error.status : 0;
      keep(undefined);
      this.askWho(status === 403 ? words().notAdmin : status === 401 ? words().refused : inWords(error));
      return;
    }
    keep(token);
    this.api = api;
    this.draw();
  }

  private leave(problem: string): void {
    this.api = undefined;
    keep(undefined);
    this.section?.dispose?.();
    this.section = undefined;
    this.askWho(problem);
  }

  private async ask(): Promise<void> {
    const { api } = this;
    if (api === undefined || document.visibilityState === 'hidden') {
      return;
    }
    try {
      const instance = await api.instance();
      this.isStale = false;
      this.readings.add(Date.now(), instance);
    } catch {
      this.isStale = true;
    }
    if (api === this.api) {
      this.section?.changed?.(this.isStale);
    }
  }

  private setLanguage(): void {
    document.documentElement.lang = languageTag();
    document.title = words().title;
  }

  private draw(): void {
    const { api } = this;
    if (api === undefined) {
      return;
    }
    this.setLanguage();
    this.section?.dispose?.();
    const w = words();
    const said = h('p', { class: 'said', role: 'status' });
    const context: Context = {
      api,
      say: (text, isBad = false) => {
        said.textContent = text;
        said.classList.toggle('bad', isBad);
      },
    };
    const name = sectionInAddress();
    const section = this.sectionOf(name, context);
    this.section = section;
    this.root.replaceChildren(
      h(
        'div',
        { class: 'admin' },
        h(
          'header',
          { class: 'bar' },
          h('p', { class: 'brand' }, h('img', { src: '/favicon.svg', alt: '', width: 24, height: 24 }), w.brand),
          h(
            'nav',
            { 'aria-label': w.sections },
            ...SECTIONS.map((one) => h('a', { href: `#${one}`, 'aria-current': one === name && 'page' }, w[one])),
          ),
          h(
            'div',
            { class: 'row' },
            languageSwitch(() => this.draw()),
            h('button', { type: 'button', class: 'button small', onclick: () => this.leave('') }, w.signOut),
          ),
        ),
        h('main', {}, h('h1', {}, w[name]), said, section.element),
      ),
    );
    this.section.changed?.(this.isStale);
  }

  private sectionOf(name: Name, context: Context): Section & Partial<Overview> {
    switch (name) {
      case 'overview':
        return overview(context, this.readings);
      case 'rooms':
        return rooms(context);
      case 'users':
        return users(context);
      case 'revocations':
        return revocations(context);
      case 'settings':
        return settings(context);
    }
  }
}

function sectionInAddress(): Name {
  const named = location.hash.slice(1);
  return SECTIONS.find((name) => name === named) ?? 'overview';
}

/** Kept for the tab, so that a reload goes on. Where the browser blocks storage, a reload signs in anew. */
function keep(token: string | undefined): void {
  try {
    token === undefined ? sessionStorage.removeItem(TOKEN) : sessionStorage.setItem(TOKEN, token);
  } catch {
    // nothing is kept
  }
}

function kept(): string | undefined {
  try {
    return sessionStorage.getItem(TOKEN) ?? undefined;
  } catch {
    return undefined;
  }
}
