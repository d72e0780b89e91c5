import type { Tag } from '@aws-sdk/client-ec2';

/** What people call a resource: its Name tag; empty where nobody named it. */
export function nameOf(tags: Tag[] | undefined): string {
  return tags?.find((t) => t.Key === 'Name')?.Value ?? '';
}

/** "subnet-0123 (web-private1)" */
export function idAndName(id: string | undefined, tags: Tag[] | undefined): string {
  const name = nameOf(tags);
  return name ? `${id} (${name})` : (id ?? '');
}
