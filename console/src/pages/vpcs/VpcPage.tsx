import { usePage } from '../../shell/page';

export default function VpcPage() {
  usePage({ title: 'VpcPage', trail: [] });
  return null;
}
