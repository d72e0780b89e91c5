import { useEffect, useState } from 'react';

/** A moment, told by how long ago it was; the exact time stands in its title. */
export function When({ at }: { at: Date | string | undefined }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  if (!at) return '–';
  const moment = new Date(at);
  return (
    <time style={{ whiteSpace: 'nowrap' }} dateTime={moment.toISOString()} title={moment.toLocaleString()}>
      {ago(now - moment.getTime())}
    </time>
  );
}

const units: [number, Intl.RelativeTimeFormatUnit][] = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
];

const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** A span of time since something happened, in milliseconds, in its greatest unit. */
export function ago(milliseconds: number): string {
  for (const [size, unit] of units) {
    if (milliseconds >= size) return words.format(-Math.floor(milliseconds / size), unit);
  }
  return 'now';
}

/** How long something took, in milliseconds. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  return `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1_000)} s`;
}
