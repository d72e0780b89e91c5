import { awsCommand } from '../api/command';
import type { CliCommand } from '../shell/page';
import { connectorInput } from './connector';
import { createInput, type Section, type ServiceForm, updateInput } from './service';

// Stands for the ARN of a connector that the command before makes.
const made = '@VPC_CONNECTOR_ARN@';

/** The commands that make the service that a form describes, and the connector that it adds. */
export function creationCommands(form: ServiceForm): CliCommand[] {
  return withConnector(form, (arn) => ({
    title: 'Create the service',
    command: awsCommand('apprunner', 'CreateService', createInput(form, arn)),
  }));
}

/** The commands that make a section of a service what the form says. */
export function updateCommands(arn: string, section: Section, form: ServiceForm): CliCommand[] {
  const update = (connector?: string) => ({
    title: 'Update the service',
    command: awsCommand('apprunner', 'UpdateService', updateInput(arn, section, form, connector)),
  });
  return section === 'network' ? withConnector(form, update) : [update()];
}

function withConnector(form: ServiceForm, use: (connector?: string) => CliCommand): CliCommand[] {
  const { egress, added } = form.network;
  if (egress === 'DEFAULT' || !added) return [use()];
  const { title, command } = use(made);
  const create = awsCommand('apprunner', 'CreateVpcConnector', connectorInput(added));
  return [
    {
      title: 'Create the VPC connector, and keep its ARN',
      command: `VPC_CONNECTOR_ARN=$(${create} --query VpcConnector.VpcConnectorArn --output text)`,
    },
    // the structure is in single quotes, where a shell replaces nothing
    { title, command: command.replaceAll(made, `'"$VPC_CONNECTOR_ARN"'`) },
  ];
}
