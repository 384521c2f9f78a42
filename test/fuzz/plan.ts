/** A plan, or a part of one, as YAML has it. */
export type Part = { [key: string]: unknown };

/** Changes a plan in place; throws where the plan has no such place, as after another change. */
export type Edit = (plan: Part) => void;

/** A dual-stack plan with something of every kind, small enough to apply a few hundred times. */
export const base: Part = {
  netgen: 1,
  name: "test",
  host: { routes: [{ to: "10.77.0.0/16", via: "10.1.0.4" }] },
  networks: {
    front: { ipv4: "10.1.0.1/24", ipv6: "fd00:1::/64" },
    back: { ipv4: "10.2.0.1/24", ipv6: { subnet: "fd00:2::/64", mode: "nat" } },
  },
  containers: {
    web: {
      networks: { front: {}, back: {} },
      ports: ["8080:80"],
      routes: [{ to: "10.66.0.0/16", via: "10.2.0.9" }],
    },
    db: { networks: { back: {} }, expose: [5432], sysctls: { "net.ipv4.ip_default_ttl": "33" } },
    gw: {
      networks: { front: { ipv4_address: "10.1.0.4", ipv6_address: "fd00:1::4" } },
      forward: true,
      masquerade: ["eth0"],
    },
  },
  point_to_point: [
    {
      ends: {
        web: { interface_name: "p0", ipv4_address: "10.9.0.1/32", ipv6_address: "fd00:9::1/128" },
        db: { interface_name: "p0", ipv4_address: "10.9.0.2/32", ipv6_address: "fd00:9::2/128" },
      },
    },
  ],
};

/** The mapping that holds the last key of `containers/web/ports`, and that key; sequences are indexed by number. */
function placeOf(plan: Part, path: string): [Part, string] {
  const keys = path.split("/");
  const last = keys.pop() ?? "";
  let part = plan;
  for (const key of keys) {
    const next = part[key];
    if (typeof next !== "object" || next === null) {
      throw new Error(`no ${path} in this plan`);
    }
    part = next as Part;
  }
  return [part, last];
}

/** Sets a value; the mapping that it stands in must be there. */
export function set(path: string, value: unknown): Edit {
  return (plan) => {
    const [part, key] = placeOf(plan, path);
    part[key] = structuredClone(value);
  };
}

/** Takes an entry of a mapping out. */
export function drop(path: string): Edit {
  return (plan) => {
    const [part, key] = placeOf(plan, path);
    if (!(key in part)) {
      throw new Error(`no ${path} in this plan`);
    }
    delete part[key];
  };
}

/** Gives an entry of a mapping another key, at the same place in the order. */
export function rename(path: string, to: string): Edit {
  return (plan) => {
    const [part, key] = placeOf(plan, path);
    if (!(key in part)) {
      throw new Error(`no ${path} in this plan`);
    }
    for (const [name, value] of Object.entries(part)) {
      delete part[name];
      part[name === key ? to : name] = value;
    }
  };
}

/** Turns the order of a mapping's entries round. */
export function reverse(path: string): Edit {
  return (plan) => {
    const [part, key] = placeOf(plan, path);
    part[key] = Object.fromEntries(Object.entries(part[key] as Part).reverse());
  };
}
