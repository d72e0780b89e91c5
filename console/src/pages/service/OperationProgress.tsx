import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useProgress } from '../../api/progress';
import { FailureLinks } from './FailureLinks';
import { OperationSteps } from './OperationSteps';
import { operationWords } from './operations';
import type { ServiceTabProps } from './ServicePage';

/** The steps of what is being done to a service now, and of what failed last; nothing while all is well. */
export function OperationProgress({ service }: ServiceTabProps) {
  const { data } = useProgress(service.ServiceName ?? '');
  const operation = data?.operation;
  if (!data || !operation || (operation.ended && !operation.reason)) return null;
  return (
    <ExpandableSection
      variant="container"
      defaultExpanded
      headerText={`${operationWords(operation.type)} ${operation.ended ? 'failed' : 'in progress'}`}
    >
      <SpaceBetween size="m">
        <OperationSteps operation={operation} now={data.now} />
        {operation.ended && <FailureLinks service={service} />}
      </SpaceBetween>
    </ExpandableSection>
  );
}
