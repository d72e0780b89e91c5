import type {
  CreateServiceCommandInput,
  HealthCheckConfiguration,
  InstanceConfiguration,
  NetworkConfiguration,
  Service,
  SourceConfiguration,
  UpdateServiceCommandInput,
} from '@aws-sdk/client-apprunner';
import { type ConnectorForm, emptyConnector } from './connector';
import { type TagForm, tagsInput } from './tags';

/** A service as it is being described: what the fields hold, as text. */
export interface ServiceForm {
  name: string;
  source: SourceForm;
  runtime: RuntimeForm;
  health: HealthForm;
  /** The ARN of an auto scaling configuration; empty for the default one. */
  scaling: string;
  /** The ARN of the instance role; empty for none. */
  role: string;
  network: NetworkForm;
  tags: TagForm[];
}

export interface SourceForm {
  kind: 'image' | 'code';
  repository: 'ECR' | 'ECR_PUBLIC';
  image: string;
  automatic: boolean;
  /** The ARN of the access role; empty for none. */
  access: string;
}

export interface RuntimeForm {
  cpu: string;
  memory: string;
  port: string;
  command: string;
  environment: Variable[];
}

export interface Variable {
  name: string;
  /** Undefined: it was not kept over a reload, and is to be entered again. */
  value?: string;
}

export interface HealthForm {
  protocol: 'TCP' | 'HTTP';
  path: string;
  interval: string;
  timeout: string;
  healthy: string;
  unhealthy: string;
}

export interface NetworkForm {
  egress: 'DEFAULT' | 'VPC';
  /** The ARN of the connector; empty while none is chosen. */
  connector: string;
  /** A connector that is made with the service; undefined: an existing one. */
  added?: ConnectorForm;
}

/** The parts of a service that are edited by themselves. */
export type Section = 'source' | 'runtime' | 'health' | 'scaling' | 'network';

/** The valid pairs of App Runner: CPU units to MiB. */
export const sizes: Record<string, string[]> = {
  256: ['512', '1024'],
  512: ['1024'],
  1024: ['2048', '3072', '4096'],
  2048: ['4096', '6144'],
  4096: ['8192', '10240', '12288'],
};

/** App Runner's defaults. */
export const emptyService: ServiceForm = {
  name: '',
  source: { kind: 'image', repository: 'ECR_PUBLIC', image: '', automatic: false, access: '' },
  runtime: { cpu: '1024', memory: '2048', port: '8080', command: '', environment: [] },
  health: { protocol: 'TCP', path: '/', interval: '5', timeout: '2', healthy: '1', unhealthy: '5' },
  scaling: '',
  role: '',
  network: { egress: 'DEFAULT', connector: '' },
  tags: [],
};

export const cpuText = (units: string) => `${Number(units) / 1024} vCPU`;
export const memoryText = (mebibytes: string) => `${Number(mebibytes) / 1024} GB`;

/** The memory that goes with a CPU: what was chosen if the pair is valid, else the smallest. */
export function memoryFor(cpu: string, memory: string): string {
  const fitting = sizes[cpu] ?? [];
  return fitting.includes(memory) ? memory : (fitting[0] ?? memory);
}

/** A connector that is made first has its ARN only then. */
export function createInput(form: ServiceForm, connector = form.network.connector): CreateServiceCommandInput {
  return {
    ServiceName: form.name,
    SourceConfiguration: sourceInput(form.source, form.runtime),
    InstanceConfiguration: instanceInput(form),
    HealthCheckConfiguration: healthInput(form.health),
    AutoScalingConfigurationArn: form.scaling || undefined,
    NetworkConfiguration: {
      ...networkInput(form.network, connector),
      IngressConfiguration: { IsPubliclyAccessible: true },
    },
    Tags: tagsInput(form.tags),
  };
}

/** An update of one section; the API leaves the others as they are. */
export function updateInput(
  arn: string,
  section: Section,
  form: ServiceForm,
  connector = form.network.connector,
): UpdateServiceCommandInput {
  switch (section) {
    case 'source': {
      const source = sourceInput(form.source, form.runtime);
      // an empty authentication takes a role away, a missing one leaves it
      source.AuthenticationConfiguration ??= {};
      return { ServiceArn: arn, SourceConfiguration: source };
    }
    case 'runtime':
      return {
        ServiceArn: arn,
        SourceConfiguration: sourceInput(form.source, form.runtime),
        InstanceConfiguration: instanceInput(form),
      };
    case 'health':
      return { ServiceArn: arn, HealthCheckConfiguration: healthInput(form.health) };
    case 'scaling':
      return { ServiceArn: arn, AutoScalingConfigurationArn: form.scaling };
    case 'network':
      return { ServiceArn: arn, NetworkConfiguration: networkInput(form.network, connector) };
  }
}

/** The image and how it runs are one structure of the API, which is replaced as a whole. */
function sourceInput(source: SourceForm, runtime: RuntimeForm): SourceConfiguration {
  return {
    ImageRepository: {
      ImageIdentifier: source.image.trim(),
      ImageRepositoryType: source.repository,
      ImageConfiguration: {
        Port: runtime.port.trim(),
        StartCommand: runtime.command.trim() || undefined,
        RuntimeEnvironmentVariables:
          runtime.environment.length > 0
            ? Object.fromEntries(runtime.environment.map(({ name, value }) => [name, value ?? '']))
            : undefined,
      },
    },
    AutoDeploymentsEnabled: source.automatic,
    AuthenticationConfiguration: source.access.trim() ? { AccessRoleArn: source.access.trim() } : undefined,
  };
}

function instanceInput(form: ServiceForm): InstanceConfiguration {
  return { Cpu: form.runtime.cpu, Memory: form.runtime.memory, InstanceRoleArn: form.role.trim() || undefined };
}

function healthInput(health: HealthForm): HealthCheckConfiguration {
  return {
    Protocol: health.protocol,
    Path: health.protocol === 'HTTP' ? health.path : undefined,
    Interval: Number(health.interval),
    Timeout: Number(health.timeout),
    HealthyThreshold: Number(health.healthy),
    UnhealthyThreshold: Number(health.unhealthy),
  };
}

function networkInput(network: NetworkForm, connector: string): NetworkConfiguration {
  if (network.egress === 'DEFAULT') return { EgressConfiguration: { EgressType: 'DEFAULT' } };
  return { EgressConfiguration: { EgressType: 'VPC', VpcConnectorArn: connector } };
}

/** What the form holds when a service is edited. */
export function formOf(service: Service): ServiceForm {
  const { SourceConfiguration: source, InstanceConfiguration: instance, HealthCheckConfiguration: health } = service;
  const image = source?.ImageRepository;
  const egress = service.NetworkConfiguration?.EgressConfiguration;
  return {
    name: service.ServiceName ?? '',
    source: {
      kind: source?.CodeRepository ? 'code' : 'image',
      repository: image?.ImageRepositoryType ?? 'ECR_PUBLIC',
      image: image?.ImageIdentifier ?? '',
      automatic: source?.AutoDeploymentsEnabled ?? false,
      access: source?.AuthenticationConfiguration?.AccessRoleArn ?? '',
    },
    runtime: {
      cpu: instance?.Cpu ?? emptyService.runtime.cpu,
      memory: instance?.Memory ?? emptyService.runtime.memory,
      port: image?.ImageConfiguration?.Port ?? emptyService.runtime.port,
      command: image?.ImageConfiguration?.StartCommand ?? '',
      environment: Object.entries(image?.ImageConfiguration?.RuntimeEnvironmentVariables ?? {})
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([name, value]) => ({ name, value })),
    },
    health: {
      protocol: health?.Protocol ?? emptyService.health.protocol,
      path: health?.Path ?? emptyService.health.path,
      interval: String(health?.Interval ?? emptyService.health.interval),
      timeout: String(health?.Timeout ?? emptyService.health.timeout),
      healthy: String(health?.HealthyThreshold ?? emptyService.health.healthy),
      unhealthy: String(health?.UnhealthyThreshold ?? emptyService.health.unhealthy),
    },
    scaling: service.AutoScalingConfigurationSummary?.AutoScalingConfigurationArn ?? '',
    role: instance?.InstanceRoleArn ?? '',
    network: { egress: egress?.EgressType ?? 'DEFAULT', connector: egress?.VpcConnectorArn ?? '' },
    tags: [],
  };
}

/** Adding a connector begins with a name that is free, after the service's. */
export function newConnector(service: string, names: string[], tags: TagForm[] = []): ConnectorForm {
  const base = /^[A-Za-z0-9][A-Za-z0-9\-_]{0,30}$/.test(service) ? `${service}-vpc` : '';
  const name = base.length >= 4 && !names.includes(base) ? base : '';
  return { ...emptyConnector, name, tags };
}
