import type { ServiceTabProps } from './ServicePage';

export default function LogsTab({ service }: ServiceTabProps) {
  return service.ServiceName;
}
