import type { ReactNode } from 'react';
import type { Rectangle } from './NodeBox';

/** A part of a picture that holds nodes together, such as a zone. */
export function Area({ name, at, children }: { name: string; at: Rectangle; children?: ReactNode }) {
  return (
    <div
      role="group"
      className="picture-area"
      aria-label={name}
      style={{ left: at.x, top: at.y, width: at.width, height: at.height }}
    >
      <span>{name}</span>
      {children}
    </div>
  );
}
