import acceptRa from "../../templates/steps/accept-ra.hbs";
import address from "../../templates/steps/address.hbs";
import announce from "../../templates/steps/announce.hbs";
import bridge from "../../templates/steps/bridge.hbs";
import bridgeNfCall from "../../templates/steps/bridge-nf-call.hbs";
import bridgeVeth from "../../templates/steps/bridge-veth.hbs";
import hairpin from "../../templates/steps/hairpin.hbs";
import hostname from "../../templates/steps/hostname.hbs";
import hosts from "../../templates/steps/hosts.hbs";
import link from "../../templates/steps/link.hbs";
import neighProxy from "../../templates/steps/neigh-proxy.hbs";
import netns from "../../templates/steps/netns.hbs";
import proxyNdp from "../../templates/steps/proxy-ndp.hbs";
import publishedPort from "../../templates/steps/published-port.hbs";
import requiredAddress from "../../templates/steps/required-address.hbs";
import resolver from "../../templates/steps/resolver.hbs";
import route from "../../templates/steps/route.hbs";
import sysctl from "../../templates/steps/sysctl.hbs";
import uplinkForwarding from "../../templates/steps/uplink-forwarding.hbs";
import userRules from "../../templates/steps/user-rules.hbs";
import vethPair from "../../templates/steps/veth-pair.hbs";
import type { Step } from "../ir/step.ts";
import { template } from "./template.ts";

/** Each kind of step and the words for it. */
const templates: { readonly [K in Step["kind"]]: (view: StepView) => string } = {
  netns: template(netns),
  bridge: template(bridge),
  bridge_veth: template(bridgeVeth),
  veth_pair: template(vethPair),
  link: template(link),
  announce: template(announce),
  hairpin: template(hairpin),
  bridge_nf_call: template(bridgeNfCall),
  address: template(address),
  route: template(route),
  sysctl: template(sysctl),
  hostname: template(hostname),
  hosts: template(hosts),
  resolver: template(resolver),
  accept_ra: template(acceptRa),
  uplink_forwarding: template(uplinkForwarding),
  proxy_ndp: template(proxyNdp),
  neigh_proxy: template(neighProxy),
  published_port: template(publishedPort),
  required_address: template(requiredAddress),
  user_rules: template(userRules),
};

/** A step with every field that its template names: text, and "" for what is not wanted. */
export type StepView = { readonly kind: Step["kind"]; readonly netns: string } & Readonly<
  Record<string, string>
>;

/** The step's lines of the plan part, each with its end of line. */
export const renderStep = (view: StepView): string => templates[view.kind](view);
