import { useHref, useNavigate } from 'react-router';

interface FollowEvent {
  preventDefault(): void;
  detail: { href?: string };
}

/** Addresses for components that make links themselves: they lead there in a tab of their own, too. */
export function useLinks() {
  const root = useHref('/').replace(/\/$/, '');
  const navigate = useNavigate();
  return {
    href: (to: string) => root + to,
    follow(event: FollowEvent) {
      event.preventDefault();
      navigate((event.detail.href ?? '').slice(root.length) || '/');
    },
  };
}
