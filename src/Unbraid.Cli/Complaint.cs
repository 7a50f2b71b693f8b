using System.CommandLine;
using System.CommandLine.Parsing;

namespace Unbraid.Cli;

/// <summary>The sentence for a command line that could not be read.</summary>
internal static class Complaint
{
    public static string Of(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        if (parse.UnmatchedTokens is [var word, ..])
        {
            return word.StartsWith('-') || command.Subcommands.Count == 0
                ? $"There is no option '{word}'.{Suggestion.For(word, OptionsOf(command))}"
                : $"There is no command '{word}', and no file of that name.{Suggestion.For(word, command.Subcommands.Select(known => known.Name))}";
        }

        return parse.Errors is [var error, ..] ? Of(error) : "This is not a command.";
    }

    /// <summary>Refuses what looks like an option among values: an argument that takes any number of them swallows unknown options too.</summary>
    /// <exception cref="MisuseException">There is one, and no file of that name.</exception>
    public static void RefuseOptions(Command command, IEnumerable<string> values)
    {
        if (values.FirstOrDefault(value => value.StartsWith('-') && value != SongSource.Stdin && !Path.Exists(value)) is { } unknown)
        {
            throw new MisuseException($"There is no option '{unknown}', and no file of that name.{Suggestion.For(unknown, OptionsOf(command))}");
        }
    }

    private static string Of(ParseError error) => error.SymbolResult is OptionResult { Option: var option, Tokens: [var token] } && (Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType) == typeof(int)
        ? $"{option.Name} {token.Value} is not a whole number."
        : error.Message;

    private static IEnumerable<string> OptionsOf(Command command) =>
        command.Options.Where(option => !option.Hidden).SelectMany(option => (IEnumerable<string>)[option.Name, .. option.Aliases]);
}
