/** START_DEPLOYMENT → Start deployment */
export function operationWords(type: string | undefined): string {
  const text = (type ?? '').replaceAll('_', ' ').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
