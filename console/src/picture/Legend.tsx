import type { NetworkLink } from '../api/network';
import { colours } from './colours';
import { LinkPath } from './LinkPath';
import './picture.css';

const nothing = { from: '', to: '', kind: 'sends' as const, accepted: 0, rejected: 0, bytes: 0, packets: 0 };

const entries: { text: string; link: NetworkLink }[] = [
  { text: 'Flowing', link: { ...nothing, accepted: 1 } },
  { text: 'Rejected', link: { ...nothing, rejected: 1 } },
  { text: 'Nothing seen', link: nothing },
  { text: 'Leads nowhere', link: { ...nothing, broken: true } },
];

/** What the lines of a picture mean. */
export function Legend({ window }: { window: string }) {
  return (
    <ul className="picture-legend" style={colours} aria-label={`Legend, of the ${window}`}>
      {entries.map(({ text, link }) => (
        <li key={text}>
          <svg width={44} height={16} aria-hidden="true">
            <LinkPath
              link={link}
              names={{ from: '', to: '' }}
              points={[
                { x: 0, y: 8 },
                { x: 44, y: 8 },
              ]}
            />
          </svg>
          {text}
        </li>
      ))}
      <li>In the {window}</li>
    </ul>
  );
}
