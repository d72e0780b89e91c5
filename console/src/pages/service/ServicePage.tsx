import { usePage } from '../../shell/page';

export default function ServicePage() {
  usePage({ title: 'ServicePage', trail: [] });
  return null;
}
