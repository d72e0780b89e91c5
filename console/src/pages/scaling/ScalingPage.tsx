import { usePage } from '../../shell/page';

export default function ScalingPage() {
  usePage({ title: 'ScalingPage', trail: [] });
  return null;
}
