/**
 * A pure function of an object that is called once for each: several stages ask for the same fact. What it gave is
 * kept for as long as the object lives.
 */
export function memo<Subject extends object, Fact>(find: (of: Subject) => Fact): (of: Subject) => Fact {
  const known = new WeakMap<Subject, { readonly fact: Fact }>();
  return (of) => {
    const kept = known.get(of) ?? { fact: find(of) };
    known.set(of, kept);
    return kept.fact;
  };
}
