import SideNavigation from '@cloudscape-design/components/side-navigation';
import { useLocation, useNavigate } from 'react-router';
import { usePath } from '../api/context';

export function Navigation() {
  const path = usePath();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const active = pathname.split('/').slice(0, 3).join('/');
  return (
    <SideNavigation
      activeHref={active}
      header={{ text: 'Sallyport', href: path('services') }}
      onFollow={(event) => {
        event.preventDefault();
        navigate(event.detail.href);
      }}
      items={[
        { type: 'link', text: 'Services', href: path('services') },
        {
          type: 'section-group',
          title: 'Network configurations',
          items: [
            { type: 'link', text: 'VPC connectors', href: path('connectors') },
            { type: 'link', text: 'VPCs', href: path('vpcs') },
          ],
        },
        {
          type: 'section-group',
          title: 'Settings',
          items: [
            { type: 'link', text: 'Auto scaling', href: path('scaling') },
            { type: 'link', text: 'Quotas', href: path('quotas') },
          ],
        },
      ]}
    />
  );
}
