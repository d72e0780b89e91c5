import { usePage } from '../../shell/page';

export default function QuotasPage() {
  usePage({ title: 'QuotasPage', trail: [] });
  return null;
}
