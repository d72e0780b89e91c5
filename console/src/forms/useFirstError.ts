import { useEffect } from 'react';

/** Brings the keyboard to the first field that is wrong, whenever the attempt's number changes. */
export function useFirstError(attempt: number) {
  useEffect(() => {
    if (attempt === 0) return;
    const field = document.querySelector<HTMLElement>('[aria-invalid="true"]');
    field?.focus();
    field?.scrollIntoView({ block: 'center' });
  }, [attempt]);
}
