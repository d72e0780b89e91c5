import { usePath } from '../api/context';
import { EmptyState } from '../components/EmptyState';
import { RouterLink } from '../components/RouterLink';
import { usePage } from '../shell/page';

export default function NotFoundPage() {
  const path = usePath();
  usePage({ title: 'Not found', trail: [] });
  return (
    <EmptyState title="There is no such page" action={<RouterLink to={path('services')}>All services</RouterLink>}>
      The address may be of an older console, or incomplete.
    </EmptyState>
  );
}
