import { Fragment } from 'react';
import { splitIds, usePlace } from '../api/places';
import { RouterLink } from './RouterLink';

export interface IdTextProps {
  text: string;
  /** The VPC that the resources are of. */
  vpc?: string;
  /** What people call the resources; told behind their ids. */
  names?: Map<string, string>;
}

/** A text of the API in which the ids of resources are links. */
export function IdText({ text, vpc, names }: IdTextProps) {
  const place = usePlace();
  return (
    <>
      {splitIds(text).map((piece, i) => {
        const to = i % 2 === 1 ? place(piece, vpc) : undefined;
        const name = i % 2 === 1 ? names?.get(piece) : undefined;
        return (
          <Fragment key={i}>
            {to ? <RouterLink to={to}>{piece}</RouterLink> : piece}
            {name && ` (${name})`}
          </Fragment>
        );
      })}
    </>
  );
}
