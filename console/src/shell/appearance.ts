import { applyMode, Mode } from '@cloudscape-design/global-styles';

/** "system" follows what the user's system prefers. */
export type Appearance = 'light' | 'dark' | 'system';

const key = 'sallyport-appearance';

export function storedAppearance(): Appearance {
  const stored = localStorage.getItem(key);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function applyAppearance(appearance: Appearance) {
  const preference = window.matchMedia('(prefers-color-scheme: dark)');
  const apply = () =>
    applyMode(appearance === 'dark' || (appearance === 'system' && preference.matches) ? Mode.Dark : Mode.Light);
  apply();
  preference.onchange = appearance === 'system' ? apply : null;
  localStorage.setItem(key, appearance);
}
