import type { ServiceTabProps } from './ServicePage';

export default function NetworkTab({ service }: ServiceTabProps) {
  return service.ServiceName;
}
