/** The aws command that makes the same call as the console does: options as the CLI has them, quoted for a shell. */
export function awsCommand(service: string, operation: string, input: object = {}): string {
  const words = ['aws', service, kebab(operation)];
  for (const [member, value] of Object.entries(input)) {
    if (value === undefined || value === '') continue;
    const option = `--${optionName(service, operation, member)}`;
    if (member === 'Egress' && operation.endsWith('NetworkAclEntry')) words.push(value ? '--egress' : '--ingress');
    else if (typeof value === 'boolean') words.push(value ? option : `--no-${option.slice(2)}`);
    else words.push(option, shellWord(typeof value === 'object' ? JSON.stringify(value) : String(value)));
  }
  return words.join(' ');
}

/** The CLI renamed a few members of EC2's calls. */
function optionName(service: string, operation: string, member: string): string {
  if (service === 'ec2' && member === 'GroupDescription' && operation === 'CreateSecurityGroup') return 'description';
  const name = kebab(member);
  return service === 'ec2' ? (plural[name] ?? name) : name;
}

const plural: Record<string, string> = { 'tag-specification': 'tag-specifications' };

export function kebab(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}

export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
