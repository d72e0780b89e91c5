import Link, { type LinkProps } from '@cloudscape-design/components/link';
import { useHref, useNavigate } from 'react-router';

/** A link to a page of the console; it can be opened in a tab of its own. */
export function RouterLink({ to, ...rest }: { to: string } & Omit<LinkProps, 'href' | 'onFollow'>) {
  const navigate = useNavigate();
  const href = useHref(to);
  return (
    <Link
      {...rest}
      href={href}
      onFollow={(event) => {
        event.preventDefault();
        navigate(to);
      }}
    />
  );
}
