import type { Argument, Command, Help, Option } from "commander";
import { commands } from "../cli/commands.ts";
import type { ExitCode } from "../cli/exit.ts";
import { entry, heading, paragraph, subheading, title, verbatim } from "./roff.ts";

/** What each exit code of the command means. */
const exitMeanings: Readonly<Record<(typeof ExitCode)[keyof typeof ExitCode], string>> = {
  0: "Done. `validate` found no error, `lock` wrote the file or had nothing to change.",
  1: "The plan has errors. Nothing was written.",
  2: "The command line is wrong, or a file that it names cannot be read or written.",
  3: "With `--frozen`: the lock file is missing or stale. `verify`: the script differs.",
  70: "A bug in netgen. Standard error says what to report.",
  74: "Standard output is closed or full.",
};

/** netgen(1), from the help texts of the commands. */
export function commandPage(version: string): string {
  const program = commands(() => undefined);
  const listed = program
    .createHelp()
    .visibleCommands(program)
    .filter((command) => command.name() !== "help");
  return [
    title("netgen", 1, `netgen ${version}`),
    heading("name"),
    "netgen \\- compile a plan of container networks into a shell script\n",
    heading("synopsis"),
    ...listed.map((command) => `.B netgen ${usageOf(command).replaceAll("-", "\\-")}\n.br\n`),
    heading("description"),
    paragraph(program.description()),
    paragraph(
      "Data goes to standard output, or to the file of `-o`; everything else goes to standard error. With an error in the plan nothing is written.",
    ),
    paragraph(
      "The plan is described in netgen-plan(5), the script by its own comments and `sh setup.sh --help`.",
    ),
    heading("commands"),
    ...listed.flatMap((command) => commandSection(command)),
    heading("exit status"),
    ...Object.entries(exitMeanings).map(([code, meaning]) => entry(code, meaning)),
    heading("environment"),
    entry("NO_COLOR", "Set to anything: no colour on a terminal, as with `--no-color`."),
    heading("files"),
    entry(
      "plan.lock.yaml",
      "Beside plan.yaml: what `netgen lock` pinned. Used by every command when it is there.",
    ),
    heading("see also"),
    paragraph("netgen-plan(5), ip(8), nft(8), iptables(8), network_namespaces(7), resolv.conf(5)"),
  ].join("");
}

const usageOf = (command: Command): string => `${command.name()} ${command.usage()}`;

function commandSection(command: Command): string[] {
  const help = command.createHelp();
  return [
    subheading(`netgen ${usageOf(command)}`),
    paragraph(asSentence(command.description())),
    ...help.visibleArguments(command).map((argument) => argumentEntry(argument, help)),
    ...help
      .visibleOptions(command)
      .filter(({ long }) => long !== "--help")
      .map((option) => optionEntry(option, help)),
    ...textAfterHelp(command).map(({ name, lines }) => `${paragraph(`${name}:`)}${verbatim(lines)}`),
  ];
}

const argumentEntry = (argument: Argument, help: Help): string =>
  entry(help.argumentTerm(argument), asSentence(help.argumentDescription(argument)));

const optionEntry = (option: Option, help: Help): string =>
  entry(help.optionTerm(option), asSentence(help.optionDescription(option)));

const asSentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}.`.replace("..", ".");

/** The blocks that stand below a command's help: `Examples:` and the indented lines of it. */
function textAfterHelp(command: Command): { name: string; lines: string[] }[] {
  let whole = "";
  command.configureOutput({
    writeOut: (text) => {
      whole += text;
    },
  });
  command.outputHelp();
  const blocks: { name: string; lines: string[] }[] = [];
  for (const line of whole.slice(command.helpInformation().length).split("\n")) {
    if (/^\S.*:$/.test(line)) blocks.push({ name: line.slice(0, -1), lines: [] });
    else if (line.startsWith("  ")) blocks.at(-1)?.lines.push(line.trim());
  }
  return blocks;
}
