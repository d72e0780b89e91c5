import { usePage } from '../../shell/page';

export default function VpcsPage() {
  usePage({ title: 'VpcsPage', trail: [] });
  return null;
}
