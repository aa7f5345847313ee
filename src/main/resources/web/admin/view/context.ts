import { confirmDialog } from '../../chat/view/confirm.ts';
import type { Api } from '../api.ts';
import { inWords } from '../words/index.ts';

/** What every section of the page has. */
export interface Context {
  readonly api: Api;
  /** Says something to the reader, in a place that is read out. */
  readonly say: (text: string, isBad?: boolean) => void;
}

/** A section of the page; `dispose` ends what it began. */
export interface Section {
  readonly element: HTMLElement;
  readonly dispose?: () => void;
}

/** Asks first, then does it, then says how it went. */
export function withConsent(
  context: Context,
  question: string,
  yes: string,
  act: () => Promise<void>,
  done: string,
  then: () => void = () => {},
): void {
  confirmDialog(question, yes, () => void attempt(context, act, done, then));
}

export async function attempt(
  context: Context,
  act: () => Promise<void>,
  done: string,
  then: () => void = () => {},
): Promise<void> {
  try {
    await act();
    context.say(done);
    then();
  } catch (error) {
    context.say(inWords(error), true);
  }
}
