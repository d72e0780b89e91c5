import { Fragment } from 'react';

/** A long name, such as a domain, an ARN or an image, that breaks where its parts end if it does not fit a line. */
export function Breakable({ text }: { text: string | undefined }) {
  // a part keeps its hyphens together, unless it is longer than a narrow column
  const parts = (text ?? '').split(/(?<=[.:/@])/);
  return parts.map((part, i) => (
    <Fragment key={i}>
      {part.length > 24 ? part : <span style={{ whiteSpace: 'nowrap' }}>{part}</span>}
      <wbr />
    </Fragment>
  ));
}
