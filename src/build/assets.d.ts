/// <reference types="handlebars" />
/** What assets.mjs makes of files that are not TypeScript. */

/** A template as `Handlebars.precompile` gives it; the runtime's `template` turns it into a function. */
declare module "*.hbs" {
  const specification: TemplateSpecification;
  export default specification;
}

declare module "*.sh" {
  const text: string;
  export default text;
}

declare module "*.awk" {
  const text: string;
  export default text;
}

/** Version of package.json, filled in by the build. */
declare const NETGEN_VERSION: string;
