import { usePage } from '../../shell/page';

export default function ConnectorsPage() {
  usePage({ title: 'ConnectorsPage', trail: [] });
  return null;
}
