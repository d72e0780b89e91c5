import type { Service } from '@aws-sdk/client-apprunner';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import type { ReactNode } from 'react';
import { SectionEditor } from './SectionEditor';
import type { SectionDefinition } from './sections';

interface ConfigurationSectionProps {
  service: Service;
  section: SectionDefinition;
  /** What is being done to the service; empty while nothing is. */
  busy: string;
  editing: boolean;
  /** Another section is being edited: an update is one operation. */
  otherEdited: boolean;
  edit(on: boolean): void;
  /** The section as it is read. */
  children: ReactNode;
}

/** A section of the configuration, read or edited in its place. */
export function ConfigurationSection(props: ConfigurationSectionProps) {
  const { service, section, busy, editing, otherEdited, edit, children } = props;
  const reason = busy ? `${busy}.` : otherEdited ? 'Another section is being edited.' : '';
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={section.description}
          actions={
            !editing && (
              <Button
                ariaLabel={`Edit ${section.title.toLowerCase()}`}
                disabled={reason !== ''}
                disabledReason={reason || undefined}
                onClick={() => edit(true)}
              >
                Edit
              </Button>
            )
          }
        >
          {section.title}
        </Header>
      }
    >
      {editing ? <SectionEditor service={service} section={section} busy={busy} close={() => edit(false)} /> : children}
    </Container>
  );
}
