import { usePage } from '../../shell/page';

export default function CreateServicePage() {
  usePage({ title: 'CreateServicePage', trail: [] });
  return null;
}
