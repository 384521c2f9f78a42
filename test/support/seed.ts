import fc from "fast-check";

/**
 * The properties try the same plans in every run, so that a red run says something of the change and not of the dice.
 * `SEED=random` in the environment, or a number, tries others; a failure prints its seed.
 */
const { SEED } = process.env;

fc.configureGlobal(SEED === "random" ? {} : { seed: Number(SEED ?? 1) });
