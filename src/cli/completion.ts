import type { Command } from "commander";
import { codes } from "../diagnostics/codes.ts";
import { ExitCode } from "./exit.ts";
import { print } from "./output.ts";

/** One command as a completion script sees it. */
interface Completed {
  readonly name: string;
  readonly description: string;
  /** Words that its argument is one of; undefined where it takes files. */
  readonly words: readonly string[] | undefined;
  readonly options: readonly {
    readonly flags: readonly string[];
    readonly description: string;
    readonly takesValue: boolean;
    readonly choices: readonly string[];
  }[];
}

/** `netgen completion SHELL`: a script that completes commands, options and their values. */
export function completion(program: Command, shell: "bash" | "zsh" | "fish"): number {
  const commands = program.commands.map(completed);
  print({ bash, zsh, fish }[shell](commands));
  return ExitCode.fine;
}

function completed(command: Command): Completed {
  const choices = command.registeredArguments[0]?.argChoices;
  const none = command.registeredArguments.length === 0 ? [] : undefined;
  return {
    name: command.name(),
    description: command.description(),
    words: command.name() === "explain" ? Object.keys(codes).toSorted() : (choices ?? none),
    options: command.options.map((option) => ({
      flags: [option.long, option.short].filter((flag) => flag !== undefined && flag !== null),
      description: option.description,
      takesValue: option.required,
      choices: option.argChoices ?? [],
    })),
  };
}

const optionsOf = ({ options }: Completed): string => options.flatMap(({ flags }) => flags).join(" ");

/** A text as one word of a POSIX shell. */
const word = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function bash(commands: readonly Completed[]): string {
  const cases = commands.map((command) => {
    const values = command.options
      .filter(({ takesValue }) => takesValue)
      .map(({ flags, choices }) => {
        const reply = `COMPREPLY=($(compgen -W ${word(choices.join(" "))} -- "$cur")); `;
        return `        ${flags.join("|")}) ${choices.length > 0 ? reply : ""}return ;;`;
      });
    const words = command.words ? `words=${word(command.words.join(" "))}` : "words=";
    return [
      `    ${command.name})`,
      `      case $prev in`,
      ...values,
      `      esac`,
      `      options=${word(optionsOf(command))} ${words} ;;`,
    ].join("\n");
  });
  return `# bash completion for netgen
_netgen() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} options words
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W ${word(`${commands.map(({ name }) => name).join(" ")} help --help --version`)} -- "$cur"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join("\n")}
  esac
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$options --help" -- "$cur"))
  elif [[ $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
  fi
}
complete -o default -F _netgen netgen
`;
}

function zsh(commands: readonly Completed[]): string {
  const escaped = (text: string) => text.replace(/[[\]:\\]/g, "\\$&");
  const list = commands.map(({ name, description }) => `    ${word(`${name}:${escaped(description)}`)}`);
  const cases = commands.map((command) => {
    const options = command.options.flatMap(({ flags, description, takesValue, choices }) => {
      const value = takesValue ? `:value:${choices.length > 0 ? `(${choices.join(" ")})` : "_files"}` : "";
      return flags.map((flag) => `      ${word(`${flag}[${escaped(description)}]${value}`)} \\`);
    });
    const rest = command.words ? `(${command.words.join(" ")})` : "_files";
    return [
      `    ${command.name}) _arguments \\`,
      ...options,
      `      '--help[show help]' \\`,
      `      ${word(`*:argument:${rest}`)} ;;`,
    ].join("\n");
  });
  return `#compdef netgen
_netgen() {
  local -a commands
  commands=(
${list.join("\n")}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${cases.join("\n")}
  esac
}
if [[ $funcstack[1] == _netgen ]]; then _netgen "$@"; else compdef _netgen netgen; fi
`;
}

function fish(commands: readonly Completed[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const lines = commands.flatMap((command) => {
    const here = `complete -c netgen -n '__fish_seen_subcommand_from ${command.name}'`;
    return [
      `complete -c netgen -n 'not __fish_seen_subcommand_from ${names}' -f -a ${command.name} -d ${fishWord(command.description)}`,
      ...(command.words ? [`${here} -f -a ${fishWord(command.words.join(" "))}`] : []),
      ...command.options.map(({ flags, description, takesValue, choices }) => {
        const spelled = flags.map((flag) => flag.replace(/^--(.*)$/, "-l $1").replace(/^-([a-z])$/, "-s $1"));
        const value = takesValue ? ` ${choices.length > 0 ? "-x" : "-r"}` : "";
        const values = choices.length > 0 ? ` -a ${fishWord(choices.join(" "))}` : "";
        return `${here} ${spelled.join(" ")}${value}${values} -d ${fishWord(description)}`;
      }),
    ];
  });
  return `# fish completion for netgen\n${lines.join("\n")}\n`;
}

/** A text as one word of fish, which knows two escapes within single quotes. */
const fishWord = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;
