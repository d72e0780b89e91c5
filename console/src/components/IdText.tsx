import { Fragment } from 'react';
import { splitIds, usePlace } from '../api/places';
import { RouterLink } from './RouterLink';

/** A text of the API in which the ids of resources are links. The VPC is the one that its resources are of. */
export function IdText({ text, vpc }: { text: string; vpc?: string }) {
  const place = usePlace();
  return (
    <>
      {splitIds(text).map((piece, i) => {
        const to = i % 2 === 1 ? place(piece, vpc) : undefined;
        return <Fragment key={i}>{to ? <RouterLink to={to}>{piece}</RouterLink> : piece}</Fragment>;
      })}
    </>
  );
}
