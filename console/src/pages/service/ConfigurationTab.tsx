import type { ServiceTabProps } from './ServicePage';

export default function ConfigurationTab({ service }: ServiceTabProps) {
  return service.ServiceName;
}
