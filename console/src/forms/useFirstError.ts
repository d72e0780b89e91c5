import { useEffect, useRef } from 'react';

/**
 * Brings the keyboard to the first field that is wrong, once for each number of an
 * attempt. Where the field is at another place of the form, it is there once that is.
 */
export function useFirstError(attempt: number, place = 0) {
  const served = useRef(0);
  useEffect(() => {
    if (attempt === served.current) return;
    const field = document.querySelector<HTMLElement>('[aria-invalid="true"]');
    if (!field) return;
    served.current = attempt;
    field.focus();
    field.scrollIntoView({ block: 'center' });
  }, [attempt, place]);
}
