import Alert from '@cloudscape-design/components/alert';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useOperations } from '../../api/services';
import { TagsContainer } from '../../components/TagsContainer';
import { NetworkSummary } from '../../forms/NetworkSummary';
import { formOf } from '../../forms/service';
import { healthSummary, runtimeSummary, sourceSummary } from '../../forms/summary';
import { ConfigurationSection } from './ConfigurationSection';
import { busyWith } from './operations';
import type { ServiceTabProps } from './ServicePage';
import { sections } from './sections';

/** What the service is, part by part; each is edited where it stands. */
export default function ConfigurationTab({ service }: ServiceTabProps) {
  const [editing, setEditing] = useState('');
  const operations = useOperations(service.ServiceArn ?? '');
  const busy = busyWith(service, operations.data);
  const form = formOf(service);
  const scaling = service.AutoScalingConfigurationSummary;
  const read = {
    source: <KeyValuePairs columns={3} items={sourceSummary(form.source)} />,
    runtime: <KeyValuePairs columns={3} items={runtimeSummary(form.runtime, form.role)} />,
    network: <NetworkSummary network={form.network} />,
    health: <KeyValuePairs columns={3} items={healthSummary(form.health)} />,
    scaling: (
      <KeyValuePairs
        columns={3}
        items={[
          { label: 'Configuration', value: scaling?.AutoScalingConfigurationName ?? '–' },
          { label: 'Revision', value: scaling?.AutoScalingConfigurationRevision ?? '–' },
        ]}
      />
    ),
  };
  return (
    <SpaceBetween size="l">
      {busy && (
        <Alert type="info" header={busy}>
          A service has one operation at a time. What is shown is what was asked for last; it can be edited when the
          operation has ended.
        </Alert>
      )}
      {service.Status === 'PAUSED' && (
        <Alert type="info" header="The service is paused">
          Changes are kept, and take effect when it is resumed.
        </Alert>
      )}
      {sections.map((section) => (
        <ConfigurationSection
          key={section.id}
          service={service}
          section={section}
          busy={busy}
          editing={editing === section.id}
          otherEdited={editing !== '' && editing !== section.id}
          edit={(on) => setEditing(on ? section.id : '')}
        >
          {read[section.id]}
        </ConfigurationSection>
      ))}
      <TagsContainer
        arn={service.ServiceArn ?? ''}
        description="Labels of the service. They change nothing about what it does."
      />
    </SpaceBetween>
  );
}
