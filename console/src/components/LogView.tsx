import * as tokens from '@cloudscape-design/design-tokens';
import { type CSSProperties, useEffect, useRef } from 'react';
import type { LogLine } from '../api/logs';
import './LogView.css';

const colours = {
  '--log-time': tokens.colorTextBodySecondary,
  '--log-hover': tokens.colorBackgroundDropdownItemHover,
  '--log-mark': tokens.colorBackgroundNotificationYellow,
} as CSSProperties;

/** Lines of logs, oldest first. It stays at its end as lines are added, unless it was scrolled away from there. */
export function LogView({ lines, label }: { lines: LogLine[]; label: string }) {
  const list = useRef<HTMLOListElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    if (list.current && atEnd.current) list.current.scrollTop = list.current.scrollHeight;
  }, [lines]);
  return (
    <ol
      ref={list}
      className="log-view"
      style={colours}
      tabIndex={0}
      aria-label={label}
      onScroll={({ currentTarget: e }) => {
        atEnd.current = e.scrollHeight - e.scrollTop - e.clientHeight < 24;
      }}
    >
      {lines.map((line, i) => (
        <li key={i} title={line.stream}>
          <time dateTime={new Date(line.at).toISOString()}>{clock(line.at)}</time>
          <span>{line.message}</span>
        </li>
      ))}
    </ol>
  );
}

const clockParts = { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 } as const;

/** The time of day to the millisecond; the date before it if that is not today's. */
function clock(at: number): string {
  const moment = new Date(at);
  const time = moment.toLocaleTimeString('en-GB', clockParts);
  return moment.toDateString() === new Date().toDateString() ? time : `${moment.toLocaleDateString('en-CA')} ${time}`;
}
