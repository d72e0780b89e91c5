import { usePage } from '../../shell/page';

export default function ConnectorPage() {
  usePage({ title: 'ConnectorPage', trail: [] });
  return null;
}
