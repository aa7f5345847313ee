import { language } from '../../chat/words/index.ts';
import { ApiError } from '../api.ts';
import { en, type Words } from './en.ts';
import { zh } from './zh.ts';

/** The words of the language in use, which is the chat page's too. */
export function words(): Words {
  return language() === 'zh' ? zh : en;
}

/** What went wrong, in words. */
export function inWords(error: unknown): string {
  if (error instanceof ApiError) {
    return error.status === 0 ? words().unreachable : words().failed(error.message);
  }
  throw error;
}
