import { defineConfig } from 'vitest/config';
import { tokens } from './tokens.ts';

export default defineConfig({
  resolve: { alias: tokens },
  test: { environment: 'node', include: ['src/**/*.test.{ts,tsx}'] },
});
