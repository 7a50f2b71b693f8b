using System.CommandLine;
using Unbraid.Service;

namespace Unbraid.Cli;

/// <summary><c>unbraid token</c>.</summary>
internal sealed class TokenCommand : Command, IHasExamples
{
    private readonly Option<string> _subject = new("--subject")
    {
        Description = "Whom the token is for; subjects never see each other's songs",
        HelpName = "NAME",
        Required = true,
    };

    private readonly Option<string> _expires = new("--expires")
    {
        Description = "How long it is good for: a number and s, m, h or d",
        HelpName = "TIME",
        DefaultValueFactory = _ => "30d",
    };

    private readonly ServiceCommandOptions _service;

    private TokenCommand() : base("token", "Issue a token for the service on this machine")
    {
        Options.Add(_subject);
        Options.Add(_expires);
        _service = ServiceCommandOptions.AddFolder(this);
        SetAction(Run);
        Subcommands.Add(TokenListCommand.Create());
        Subcommands.Add(TokenRevokeCommand.Create());
    }

    public string Examples =>
        """
        Examples:
          unbraid token --subject me
          TOKEN=$(unbraid token --subject ci --expires 12h)
        """;

    public static Command Create() => new TokenCommand();

    private int Run(ParseResult parse)
    {
        var subject = parse.GetValue(_subject)!;
        if (string.IsNullOrWhiteSpace(subject))
        {
            throw new MisuseException("--subject is empty: give the name of whom the token is for.");
        }

        var expires = ParseTime(parse.GetValue(_expires)!);
        var dataFolder = _service.Load(parse).DataFolder;
        Console.Out.WriteLine(TokenIssuer.Issue(dataFolder, subject, expires, TimeProvider.System));
        return ExitCode.Success;
    }

    /// <summary>Reads <c>90s</c>, <c>15m</c>, <c>12h</c> or <c>30d</c>, up to ten years.</summary>
    private static TimeSpan ParseTime(string text)
    {
        var unit = text.Length > 1 ? text[^1] : '\0';
        var seconds = unit switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 0 };
        const double TenYears = 3650.0 * 86_400;
        return seconds > 0 && uint.TryParse(text.AsSpan(0, text.Length - 1), out var number) && number > 0 && number * (double)seconds <= TenYears
            ? TimeSpan.FromSeconds(number * (double)seconds)
            : throw new MisuseException($"--expires {text} makes no sense: give a number and s, m, h or d, for example 30d, at most 3650d.");
    }
}
