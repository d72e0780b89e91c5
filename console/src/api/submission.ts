import {
  CreateServiceCommand,
  type CreateServiceCommandOutput,
  UpdateServiceCommand,
  type UpdateServiceCommandOutput,
} from '@aws-sdk/client-apprunner';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { refusedField } from '../forms/checks';
import { connectorInput, refusedConnectorField } from '../forms/connector';
import { createInput, type NetworkForm, type Section, type ServiceForm, updateInput } from '../forms/service';
import { useCreateConnector } from './connectors';
import { useClients, useRegion } from './context';
import { failureOf } from './failure';

/** A refusal, with the field of the form that it is about; empty for none in particular. */
export class Refused extends Error {
  constructor(
    readonly cause: unknown,
    readonly field: string,
  ) {
    super(failureOf(cause).message);
    this.name = 'Refused';
  }
}

interface Submission {
  form: ServiceForm;
  /** Told of a connector that was made on the way: it stays whatever comes after. */
  onConnector(name: string, chosen: NetworkForm): void;
}

/** Makes the service that a form describes, and before it the connector that it adds. Errors are Refused. */
export function useCreateService() {
  const { apprunner } = useClients();
  const submit = useSubmit<CreateServiceCommandOutput>();
  return useMutation({
    mutationFn: (submission: Submission) =>
      submit(submission, (arn) => apprunner.send(new CreateServiceCommand(createInput(submission.form, arn)))),
  });
}

/** Makes a section of a service what a form says. Errors are Refused. */
export function useUpdateService(arn: string) {
  const { apprunner } = useClients();
  const submit = useSubmit<UpdateServiceCommandOutput>();
  return useMutation({
    mutationFn: ({ section, ...submission }: Submission & { section: Section }) =>
      submit(submission, (connector) =>
        apprunner.send(new UpdateServiceCommand(updateInput(arn, section, submission.form, connector))),
      ),
  });
}

function useSubmit<Output extends CreateServiceCommandOutput | UpdateServiceCommandOutput>() {
  const region = useRegion();
  const queries = useQueryClient();
  const create = useCreateConnector();
  return async ({ form, onConnector }: Submission, send: (connector: string) => Promise<Output>): Promise<Output> => {
    let { network } = form;
    if (network.egress === 'VPC' && network.added) {
      const { added } = network;
      try {
        const made = await create.mutateAsync(connectorInput(added));
        network = { egress: 'VPC', connector: made.VpcConnectorArn ?? '' };
        onConnector(added.name, network);
      } catch (error) {
        const field = refusedConnectorField(failureOf(error).message);
        throw new Refused(error, field ? `network.added.${field}` : 'network.added');
      }
    }
    try {
      const output = await send(network.connector);
      const service = output.Service;
      if (service) queries.setQueryData([region, 'services', service.ServiceId], service);
      for (const kind of ['services', 'operations', 'progress']) {
        void queries.invalidateQueries({ queryKey: [region, kind] });
      }
      return output;
    } catch (error) {
      throw new Refused(error, refusedField(failureOf(error).message));
    }
  };
}
