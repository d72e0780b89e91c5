import ExpandableSection from '@cloudscape-design/components/expandable-section';
import { useProgress } from '../../api/progress';
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
      <OperationSteps operation={operation} now={data.now} />
    </ExpandableSection>
  );
}
