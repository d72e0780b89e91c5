import { checkConnector, namePattern, nameRule } from './connector';
import { type Errors, put, wholeNumber } from './errors';
import type { HealthForm, NetworkForm, RuntimeForm, ServiceForm, SourceForm, Variable } from './service';
import { sizes } from './service';
import { checkTags } from './tags';

/** What the checks know of the region. */
export interface Known {
  /** The names of its services. */
  services: string[];
  /** The names of its VPC connectors. */
  connectors: string[];
}

/** What App Runner would refuse of a new service, by field. */
export function checkService(form: ServiceForm, known: Known): Errors {
  const errors: Errors = {};
  put(errors, 'source', checkSource(form.source));
  if (!namePattern.test(form.name)) errors.name = form.name === '' ? 'Enter a name.' : `Use ${nameRule}`;
  else if (known.services.includes(form.name)) errors.name = `A service named ${form.name} exists already.`;
  put(errors, 'runtime', checkRuntime(form.runtime));
  put(errors, 'health', checkHealth(form.health));
  const role = checkRole(form.role);
  if (role) errors.role = role;
  put(errors, 'network', checkNetwork(form.network, known.connectors));
  put(errors, 'tags', checkTags(form.tags));
  return errors;
}

const host = '[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\\d+)?';
const component = '[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*';
const reference = new RegExp(
  `^(?:${host}/)?${component}(?:/${component})*(?::\\w[\\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$`,
);

export function checkSource(source: SourceForm): Errors {
  const errors: Errors = {};
  const image = source.image.trim();
  if (source.kind === 'code')
    errors.kind = 'Services run from images for now. Build an image of the source, and choose Container registry.';
  else if (image === '')
    errors.image = 'Enter the image that the service runs, such as public.ecr.aws/nginx/nginx:latest.';
  else if (/^[a-z]+:\/\//.test(image))
    errors.image = 'Leave out the scheme: an image begins with its registry’s host, such as public.ecr.aws/….';
  else if (image.length > 1024) errors.image = 'An image identifier has at most 1,024 characters.';
  else if (!reference.test(image))
    errors.image = 'Use registry/repository:tag or registry/repository@sha256:…; the repository is in lower case.';
  const access = checkRole(source.access);
  if (access) errors.access = access;
  return errors;
}

const roleArn =
  /^arn:(aws|aws-us-gov|aws-cn|aws-iso|aws-iso-b):iam::[0-9]{12}:(role|role\/service-role)\/[\w+=,.@\-/]{1,1000}$/;

export function checkRole(arn: string): string | undefined {
  if (arn.trim() === '' || (arn.trim().length <= 1024 && roleArn.test(arn.trim()))) return undefined;
  return 'Use the ARN of a role, such as arn:aws:iam::000000000000:role/my-service, or leave it empty.';
}

export function checkRuntime(runtime: RuntimeForm): Errors {
  const errors: Errors = {};
  if (!sizes[runtime.cpu]?.includes(runtime.memory)) errors.memory = 'This memory does not go with the virtual CPU.';
  const port = wholeNumber(runtime.port, 1, 65535);
  if (port) errors.port = port;
  const command = checkCommand(runtime.command);
  if (command) errors.command = command;
  put(errors, 'environment', checkEnvironment(runtime.environment));
  return errors;
}

/** A start command is split into words as a shell would; a quote that stays open can't be. */
export function checkCommand(command: string): string | undefined {
  if (/[\n\r]/.test(command)) return 'A start command is one line.';
  let quote = '';
  for (let i = 0; i < command.length; i++) {
    const c = command.charAt(i);
    if (c === '\\' && quote !== "'") {
      i++;
      if (i >= command.length) return 'The backslash at the end escapes nothing.';
    } else if (quote === '') {
      if (c === '"' || c === "'") quote = c;
    } else if (c === quote) quote = '';
  }
  return quote ? `A quote ${quote} is never closed.` : undefined;
}

/** How many variables a service may have: App Runner's limit. */
export const maxVariables = 50;

export function checkEnvironment(variables: Variable[]): Errors {
  const errors: Errors = {};
  const seen = new Set<string>();
  variables.forEach(({ name, value }, i) => {
    if (name === '') errors[`${i}.name`] = 'Enter a name, or remove the variable.';
    else if (/[=\0]/.test(name)) errors[`${i}.name`] = 'A name can’t hold “=”.';
    else if (name === 'PORT') errors[`${i}.name`] = 'PORT is set from the service’s port.';
    else if (name.startsWith('AWSAPPRUNNER')) errors[`${i}.name`] = 'Names that begin with AWSAPPRUNNER are reserved.';
    else if (seen.has(name)) errors[`${i}.name`] = `There is a variable ${name} already.`;
    if (value === undefined)
      errors[`${i}.value`] = 'Values are not kept when the page is loaded again. Enter it once more.';
    else if (value.length > 51200) errors[`${i}.value`] = 'A value has at most 51,200 characters.';
    seen.add(name);
  });
  return errors;
}

export function checkHealth(health: HealthForm): Errors {
  const errors: Errors = {};
  if (health.protocol === 'HTTP' && !health.path.startsWith('/')) errors.path = 'A path begins with “/”.';
  for (const field of ['interval', 'timeout', 'healthy', 'unhealthy'] as const) {
    const wrong = wholeNumber(health[field], 1, 20);
    if (wrong) errors[field] = wrong;
  }
  return errors;
}

export function checkNetwork(network: NetworkForm, connectors: string[]): Errors {
  const errors: Errors = {};
  if (network.egress === 'DEFAULT') return errors;
  if (network.added) put(errors, 'added', checkConnector(network.added, connectors));
  else if (network.connector === '') errors.connector = 'Choose a VPC connector, or add a new one.';
  return errors;
}

/**
 * The field that a refusal of CreateService or UpdateService is about, as its
 * message names it; empty where it names none.
 */
export function refusedField(message: string): string {
  const about: [RegExp, string][] = [
    [/'serviceName'|^Service with the provided name/, 'name'],
    [/VpcConnectorArn|^VPC connector |vpcConnectorArn/, 'network.connector'],
    [/NetworkConfiguration|networkConfiguration/, 'network.egress'],
    [/RuntimeEnvironment|runtimeEnvironment/, 'runtime.environment'],
    [/\bImageConfiguration\.Port|imageConfiguration\.port/, 'runtime.port'],
    [/StartCommand|startCommand|^start command/, 'runtime.command'],
    [/AuthenticationConfiguration|authenticationConfiguration/, 'source.access'],
    [/SourceConfiguration|sourceConfiguration/, 'source.image'],
    [/InstanceRoleArn|instanceRoleArn/, 'role'],
    [/InstanceConfiguration|instanceConfiguration/, 'runtime.memory'],
    [/HealthCheckConfiguration\.Path|healthCheckConfiguration\.path/, 'health.path'],
    [/HealthCheckConfiguration|healthCheckConfiguration/, 'health.protocol'],
    [/AutoScalingConfiguration|autoScalingConfiguration/, 'scaling'],
    [/^Tags|'tags/, 'tags'],
  ];
  return about.find(([words]) => words.test(message))?.[1] ?? '';
}
