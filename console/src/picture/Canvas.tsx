import type { ReactNode } from 'react';
import { colours } from './colours';
import './picture.css';

export interface CanvasProps {
  /** What the picture is of, for who does not see it. */
  label: string;
  width: number;
  height: number;
  /** LinkPaths, drawn below the nodes. */
  links?: ReactNode;
  /** Areas and NodeBoxes. */
  children: ReactNode;
}

/** The sheet that a picture is drawn on; it scrolls where it is wider than the page. */
export function Canvas({ label, width, height, links, children }: CanvasProps) {
  return (
    // what scrolls must be reachable by keyboard
    <section className="picture-frame" style={colours} aria-label={label} tabIndex={0}>
      <div className="picture" style={{ width, height }}>
        {children}
        <svg className="picture-links" width={width} height={height} role="group" aria-label="Links">
          {links}
        </svg>
      </div>
    </section>
  );
}
