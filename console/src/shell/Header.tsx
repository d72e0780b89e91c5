import TopNavigation from '@cloudscape-design/components/top-navigation';
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useRegion, useSession } from '../api/context';
import { signOut } from '../api/session';
import { type Appearance, applyAppearance, storedAppearance } from './appearance';

/** The regions that the menu offers; any other one can be written into the address. */
const regions = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'eu-central-1',
  'eu-west-1',
  'ap-northeast-1',
  'ap-southeast-2',
];

const appearances: { id: Appearance; text: string }[] = [
  { id: 'system', text: 'As the system' },
  { id: 'light', text: 'Light' },
  { id: 'dark', text: 'Dark' },
];

export function Header() {
  const session = useSession();
  const region = useRegion();
  const navigate = useNavigate();
  const location = useLocation();
  const [appearance, setAppearance] = useState(storedAppearance);
  const choose = (chosen: Appearance) => {
    applyAppearance(chosen);
    setAppearance(chosen);
  };
  const inRegion = (other: string) => {
    // what a page shows is one region's; the list of the same kind exists in the other as well
    const [kind = 'services'] = location.pathname.split('/').slice(2);
    navigate(`/${other}/${kind}`);
  };
  return (
    <div id="header">
      <TopNavigation
        identity={{ href: '/console/', title: 'Sallyport', onFollow: (e) => follow(e, () => navigate('/')) }}
        utilities={[
          {
            type: 'menu-dropdown',
            text: region,
            title: 'Region',
            ariaLabel: `Region: ${region}`,
            items: [...new Set([session.region, region, ...regions])].map((id) => ({ id, text: id })),
            onItemClick: (e) => inRegion(e.detail.id),
          },
          {
            type: 'menu-dropdown',
            iconName: 'settings',
            ariaLabel: 'Appearance',
            title: 'Appearance',
            items: appearances.map((a) => ({
              id: a.id,
              text: a.text,
              itemType: 'checkbox' as const,
              checked: a.id === appearance,
            })),
            onItemClick: (e) => choose(e.detail.id as Appearance),
          },
          {
            type: 'menu-dropdown',
            iconName: 'user-profile',
            text: session.account,
            ariaLabel: 'Account',
            description: `Sallyport ${session.version}`,
            items: [{ id: 'sign-out', text: 'Sign out' }],
            onItemClick: async () => {
              await signOut(session);
              window.location.assign('/console/');
            },
          },
        ]}
      />
    </div>
  );
}

function follow(event: { preventDefault(): void }, go: () => void) {
  event.preventDefault();
  go();
}
