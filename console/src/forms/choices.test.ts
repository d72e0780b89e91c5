import { expect, it } from 'vitest';
import { imageChoices } from './choices';

it('offers each image that services run once', () => {
  const running = (name: string, image?: string) => ({
    ServiceName: name,
    SourceConfiguration: { ImageRepository: image ? { ImageIdentifier: image } : undefined },
  });
  const services = [running('web', 'b/web:1'), running('api', 'a/api:2'), running('admin', 'b/web:1'), running('code')];
  expect(imageChoices(services as Parameters<typeof imageChoices>[0])).toEqual([
    { value: 'a/api:2', description: 'Run by api' },
    { value: 'b/web:1', description: 'Run by admin, web' },
  ]);
});
