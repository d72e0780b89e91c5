import type { ServiceTabProps } from './ServicePage';

export default function MetricsTab({ service }: ServiceTabProps) {
  return service.ServiceName;
}
