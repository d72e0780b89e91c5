import SideNavigation from '@cloudscape-design/components/side-navigation';
import { useLocation } from 'react-router';
import { usePath } from '../api/context';
import { useLinks } from './links';

export function Navigation() {
  const path = usePath();
  const { href, follow } = useLinks();
  const { pathname } = useLocation();
  const active = pathname.split('/').slice(0, 3).join('/');
  return (
    <SideNavigation
      activeHref={href(active)}
      header={{ text: 'Sallyport', href: href(path('services')) }}
      onFollow={follow}
      items={[
        { type: 'link', text: 'Services', href: href(path('services')) },
        {
          type: 'section-group',
          title: 'Network configurations',
          items: [
            { type: 'link', text: 'VPC connectors', href: href(path('connectors')) },
            { type: 'link', text: 'VPCs', href: href(path('vpcs')) },
          ],
        },
        {
          type: 'section-group',
          title: 'Settings',
          items: [
            { type: 'link', text: 'Auto scaling', href: href(path('scaling')) },
            { type: 'link', text: 'Quotas', href: href(path('quotas')) },
          ],
        },
      ]}
    />
  );
}
