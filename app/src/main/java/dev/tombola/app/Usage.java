package dev.tombola.app;

import dev.tombola.data.NearestName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// A command line that was not understood, in one sentence: what was got and the way out.
final class Usage {
  private Usage() {}

  static String sentence(ParameterException wrong) {
    CommandSpec command = wrong.getCommandLine().getCommandSpec();
    return switch (wrong) {
      case UnmatchedArgumentException e when e.isUnknownOption() ->
          unknownOption(e.getUnmatched().getFirst(), command);
      case UnmatchedArgumentException e -> unmatched(e.getUnmatched().getFirst(), command);
      case MissingParameterException e -> missing(e, command);
      case MutuallyExclusiveArgsException e -> exclusive(e, command);
      default -> wrong.getArgSpec() == null ? own(wrong, command) : value(wrong);
    };
  }

  private static String unknownOption(String argument, CommandSpec command) {
    String name = argument.replaceFirst("=.*", "");
    List<String> options = new ArrayList<>();
    for (OptionSpec option : command.options()) {
      options.add(option.longestName());
    }
    return "%s: there is no such option; %s%s"
        .formatted(
            name,
            NearestName.of(name, options).map(near -> "did you mean " + near + "? Or ").orElse(""),
            help(command));
  }

  private static String unmatched(String argument, CommandSpec command) {
    List<String> commands = List.copyOf(command.subcommands().keySet());
    return commands.isEmpty()
        ? "%s: this is one argument too many; %s".formatted(argument, help(command))
        : "%s: there is no such command; %s"
            .formatted(
                argument,
                deeper(argument, command).orElseGet(() -> NearestName.among(argument, commands)));
  }

  /// Where a command of one of the commands has this name.
  private static Optional<String> deeper(String argument, CommandSpec command) {
    return command.subcommands().values().stream()
        .filter(group -> group.getSubcommands().containsKey(argument))
        .map(group ->
            "did you mean %s %s?".formatted(group.getCommandSpec().qualifiedName(), argument))
        .findFirst();
  }

  private static String exclusive(MutuallyExclusiveArgsException e, CommandSpec command) {
    String options =
        command.argGroups().stream()
            .flatMap(group -> group.options().stream())
            .map(OptionSpec::longestName)
            .filter(String.valueOf(e.getMessage())::contains)
            .sorted()
            .collect(Collectors.joining(" and "));
    return "%s: %s exclude each other; give one of them".formatted(command.name(), options);
  }

  private static String missing(MissingParameterException e, CommandSpec command) {
    String missing = e.getMissing().stream().map(Usage::missing).collect(Collectors.joining(", "));
    return "%s: %s; %s".formatted(command.name(), missing, help(command));
  }

  /// Of an option that may be left out its value is missing.
  private static String missing(ArgSpec argument) {
    if (argument instanceof OptionSpec option) {
      return argument.required()
          ? "%s %s is missing".formatted(String.join("/", option.names()), argument.paramLabel())
          : option.longestName() + " needs a value";
    }
    return argument.paramLabel() + " is missing";
  }

  private static String value(ParameterException e) {
    ArgSpec argument = e.getArgSpec();
    String name = argument instanceof OptionSpec option ? option.longestName() : "";
    return "%s: \"%s\" is not %s"
        .formatted(name.isEmpty() ? argument.paramLabel() : name, e.getValue(), kind(argument));
  }

  private static String kind(ArgSpec argument) {
    Class<?>[] types = argument.auxiliaryTypes(); // of a list its elements'
    Class<?> type = types.length == 0 ? argument.type() : types[0];
    if (List.of(int.class, Integer.class, Long.class).contains(type)) {
      return "a whole number";
    }
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(value -> value.toString().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(", "));
    }
    return type == boolean.class
        ? "true or false; leave it out, the option alone means true"
        : "a " + type.getSimpleName().toLowerCase(Locale.ROOT);
  }

  /// What the library says by itself, as for an option given twice.
  private static String own(ParameterException e, CommandSpec command) {
    return "%s: %s; %s".formatted(command.name(), e.getMessage(), help(command));
  }

  private static String help(CommandSpec command) {
    return "see " + command.qualifiedName() + " --help";
  }
}
