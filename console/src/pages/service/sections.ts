import { checkHealth, checkNetwork, checkRole, checkRuntime, checkSource } from '../../forms/checks';
import { type Errors, put } from '../../forms/errors';
import type { Section, ServiceForm } from '../../forms/service';

/** A part of a service's configuration that is edited by itself. */
export interface SectionDefinition {
  id: Section;
  title: string;
  description: string;
  /** What App Runner would refuse of it, by field; connectors are the names that are taken. */
  check(form: ServiceForm, connectors: string[]): Errors;
}

export const sections: SectionDefinition[] = [
  {
    id: 'source',
    title: 'Source and deployment',
    description: 'What the service runs, and when a new version of it is deployed.',
    check: (form) => at('source', checkSource(form.source)),
  },
  {
    id: 'runtime',
    title: 'Service settings',
    description: 'What an instance is given, and how its process starts.',
    check: (form) => {
      const role = checkRole(form.role);
      return { ...at('runtime', checkRuntime(form.runtime)), ...(role && { role }) };
    },
  },
  {
    id: 'network',
    title: 'Networking',
    description: 'Who can reach the service, and what the service can reach.',
    check: (form, connectors) => at('network', checkNetwork(form.network, connectors)),
  },
  {
    id: 'health',
    title: 'Health check',
    description: 'How an instance shows that it is fit for requests.',
    check: (form) => at('health', checkHealth(form.health)),
  },
  {
    id: 'scaling',
    title: 'Auto scaling',
    description: 'How many instances serve how many requests.',
    check: () => ({}),
  },
];

function at(path: string, part: Errors): Errors {
  const errors: Errors = {};
  put(errors, path, part);
  return errors;
}
