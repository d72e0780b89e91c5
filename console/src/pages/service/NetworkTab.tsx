import type { ServiceTabProps } from './ServicePage';
import { WhyNot } from './WhyNot';

/** The service's way out, to be looked at and asked. */
export default function NetworkTab({ service }: ServiceTabProps) {
  return <WhyNot service={service} />;
}
