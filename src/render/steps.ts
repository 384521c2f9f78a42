import address from "../../templates/steps/address.hbs";
import advertised from "../../templates/steps/advertised.hbs";
import bridge from "../../templates/steps/bridge.hbs";
import hostname from "../../templates/steps/hostname.hbs";
import hosts from "../../templates/steps/hosts.hbs";
import link from "../../templates/steps/link.hbs";
import netfilter from "../../templates/steps/netfilter.hbs";
import netns from "../../templates/steps/netns.hbs";
import pair from "../../templates/steps/pair.hbs";
import port from "../../templates/steps/port.hbs";
import proxies from "../../templates/steps/proxies.hbs";
import proxy from "../../templates/steps/proxy.hbs";
import resolver from "../../templates/steps/resolver.hbs";
import route from "../../templates/steps/route.hbs";
import sysctl from "../../templates/steps/sysctl.hbs";
import veth from "../../templates/steps/veth.hbs";
import type { Step } from "../ir/program.ts";
import { template } from "./template.ts";

/** Each kind of step and the words for it. */
const templates: { readonly [K in Step["kind"]]: (view: StepView) => string } = {
  netns: template(netns),
  bridge: template(bridge),
  veth: template(veth),
  pair: template(pair),
  link: template(link),
  port: template(port),
  netfilter: template(netfilter),
  address: template(address),
  route: template(route),
  sysctl: template(sysctl),
  hostname: template(hostname),
  hosts: template(hosts),
  resolver: template(resolver),
  advertised: template(advertised),
  proxies: template(proxies),
  proxy: template(proxy),
};

/** A step with every field that its template names: text, and "" for what is not wanted. */
export type StepView = { readonly kind: Step["kind"]; readonly netns: string } & Readonly<
  Record<string, string>
>;

/** The step's lines of the plan part, each with its end of line. */
export const renderStep = (view: StepView): string => templates[view.kind](view);
