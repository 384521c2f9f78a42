import runtime from "handlebars/runtime.js";
import {
  commentText,
  plainValue,
  plainWord,
  quoteBird,
  quoteNft,
  quoteShell,
  renderedLines,
  resolverWords,
} from "./quote.ts";

/** The bundle holds the runtime only; its declarations do not say that it is a part of the whole. */
const handlebars = runtime as unknown as Pick<typeof import("handlebars"), "template">;

/** Helpers do quoting and nothing else; templates/helpers.json lists them for the build. */
const helpers = {
  bird: quoteBird,
  sh: quoteShell,
  word: plainWord,
  value: plainValue,
  lines: renderedLines,
  comment: commentText,
  nft: quoteNft,
  resolver: resolverWords,
};

/** Strict templates stop at an unknown name where it stands alone, and not where it is a helper's argument. */
const checked = Object.fromEntries(
  Object.entries(helpers).map(([name, quote]) => [
    name,
    (text: unknown) => {
      if (typeof text !== "string") {
        throw new Error(`a template calls ${name} with what is no text: ${JSON.stringify(text)}`);
      }
      return quote(text);
    },
  ]),
);

/** A precompiled template as a function of its view model. A name that the view lacks is an error. */
export function template<View>(specification: TemplateSpecification): (view: View) => string {
  const render = handlebars.template<View>(specification);
  return (view) => render(view, { helpers: checked });
}
