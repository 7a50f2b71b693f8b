using System.CommandLine;
using Unbraid.Service;
using Unbraid.Service.Settings;

namespace Unbraid.Cli;

/// <summary><c>unbraid token</c>.</summary>
internal sealed class TokenCommand : Command, IHasExamples
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(3650);

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
        Console.Out.WriteLine(TokenIssuer.Issue(_service.Load(parse), subject, expires, TimeProvider.System));
        return ExitCode.Success;
    }

    private static TimeSpan ParseTime(string text) =>
        SettingText.Parse(text, typeof(TimeSpan)) is TimeSpan time && time > TimeSpan.Zero && time <= s_longest
            ? time
            : throw new MisuseException($"--expires {text} is invalid: give a number and s, m, h or d, for example 30d, at most 3650d.");
}
