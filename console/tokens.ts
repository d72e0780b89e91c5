import { fileURLToPath } from 'node:url';

/**
 * Where imports of Cloudscape's design tokens lead: to those that its components
 * are built with. The names of their variables end in a hash of all their
 * values, and no version of the package that is meant for others has the
 * same: with its names everything would have the light mode's colours, in the
 * dark mode too. The package is here for its types.
 */
export const tokens = {
  '@cloudscape-design/design-tokens': fileURLToPath(
    new URL('node_modules/@cloudscape-design/components/internal/generated/styles/tokens.js', import.meta.url),
  ),
};
