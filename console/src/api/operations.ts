import {
  DeleteServiceCommand,
  PauseServiceCommand,
  ResumeServiceCommand,
  type Service,
  StartDeploymentCommand,
} from '@aws-sdk/client-apprunner';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useClients, useRegion } from './context';

/** What can be done to a service as a whole. */
export type ServiceAction = 'deploy' | 'pause' | 'resume' | 'delete';

/** The call of each action, for "View as CLI". */
export const actionCalls: Record<ServiceAction, string> = {
  deploy: 'StartDeployment',
  pause: 'PauseService',
  resume: 'ResumeService',
  delete: 'DeleteService',
};

/** Whether a service's status lets an action begin. */
export function allowed(action: ServiceAction, status: Service['Status']): boolean {
  switch (action) {
    case 'deploy':
    case 'pause':
      return status === 'RUNNING';
    case 'resume':
      return status === 'PAUSED';
    case 'delete':
      return status !== 'OPERATION_IN_PROGRESS' && status !== 'DELETED';
  }
}

/** Begins an action; the service, its operations and the list are asked for again. */
export function useServiceAction(arn: string) {
  const { apprunner } = useClients();
  const queries = useQueryClient();
  const region = useRegion();
  return useMutation({
    mutationFn: async (action: ServiceAction) => {
      const input = { ServiceArn: arn };
      switch (action) {
        case 'deploy':
          await apprunner.send(new StartDeploymentCommand(input));
          break;
        case 'pause':
          await apprunner.send(new PauseServiceCommand(input));
          break;
        case 'resume':
          await apprunner.send(new ResumeServiceCommand(input));
          break;
        case 'delete':
          await apprunner.send(new DeleteServiceCommand(input));
          break;
      }
    },
    onSuccess: () =>
      Promise.all(
        ['services', 'operations', 'progress'].map((kind) => queries.invalidateQueries({ queryKey: [region, kind] })),
      ),
  });
}
