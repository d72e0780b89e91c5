import ExpandableSection from '@cloudscape-design/components/expandable-section';
import { type ReactNode, useState } from 'react';

interface FormSectionProps {
  title: string;
  description: string;
  /** Opens the section whatever its reader did: what is wrong must be seen. */
  wrong: boolean;
  defaultExpanded?: boolean;
  children: ReactNode;
}

/** A part of a form that works as it is: closed until somebody wants it different. */
export function FormSection({ title, description, wrong, defaultExpanded = false, children }: FormSectionProps) {
  const [expanded, setExpanded] = useState(defaultExpanded);
  return (
    <ExpandableSection
      variant="container"
      headerText={title}
      headerDescription={description}
      expanded={expanded || wrong}
      onChange={({ detail }) => setExpanded(detail.expanded)}
    >
      {children}
    </ExpandableSection>
  );
}
