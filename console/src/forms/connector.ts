import type { CreateVpcConnectorCommandInput } from '@aws-sdk/client-apprunner';
import { type Errors, put } from './errors';
import { checkTags, type TagForm, tagsInput } from './tags';

/** A VPC connector as it is being described. */
export interface ConnectorForm {
  name: string;
  vpc: string;
  subnets: string[];
  /** None: the VPC's default group. */
  groups: string[];
  tags: TagForm[];
}

export const emptyConnector: ConnectorForm = { name: '', vpc: '', subnets: [], groups: [], tags: [] };

/** How many security groups a network interface can carry: EC2's limit. */
export const maxGroups = 5;

export const namePattern = /^[A-Za-z0-9][A-Za-z0-9\-_]{3,39}$/;
export const nameRule =
  '4 to 40 characters: letters, digits, hyphens and underscores, beginning with a letter or a digit.';

export function connectorInput(form: ConnectorForm): CreateVpcConnectorCommandInput {
  return {
    VpcConnectorName: form.name,
    Subnets: form.subnets,
    SecurityGroups: form.groups.length > 0 ? form.groups : undefined,
    Tags: tagsInput(form.tags),
  };
}

/** names are those of the connectors there are. */
export function checkConnector(form: ConnectorForm, names: string[]): Errors {
  const errors: Errors = {};
  if (!namePattern.test(form.name)) errors.name = form.name === '' ? 'Enter a name.' : `Use ${nameRule}`;
  else if (names.includes(form.name)) errors.name = `A VPC connector named ${form.name} exists already.`;
  if (form.vpc === '') errors.vpc = 'Choose the VPC that the service sends through.';
  else if (form.subnets.length === 0) errors.subnets = 'Choose at least one subnet.';
  if (form.groups.length > maxGroups)
    errors.groups = `A network interface carries at most ${maxGroups} security groups.`;
  put(errors, 'tags', checkTags(form.tags));
  return errors;
}

/** The field that a refusal of CreateVpcConnector is about; empty where it names none. */
export function refusedConnectorField(message: string): string {
  const about: [RegExp, string][] = [
    [/^Subnets|'subnets/, 'subnets'],
    [/^SecurityGroups|'securityGroups/, 'groups'],
    [/^Tags|'tags/, 'tags'],
    [/'vpcConnectorName'|^A VPC connector named/, 'name'],
  ];
  return about.find(([words]) => words.test(message))?.[1] ?? '';
}
