using System.CommandLine;
using System.Globalization;
using Unbraid.Service;

namespace Unbraid.Cli;

/// <summary><c>unbraid token list</c>.</summary>
internal sealed class TokenListCommand : Command
{
    private readonly ServiceCommandOptions _service;

    private TokenListCommand() : base("list", "List the tokens that were issued and have not expired")
    {
        _service = ServiceCommandOptions.AddFolder(this);
        SetAction(Run);
    }

    public static Command Create() => new TokenListCommand();

    private int Run(ParseResult parse)
    {
        var tokens = TokenIssuer.List(_service.Load(parse), TimeProvider.System);
        if (tokens.Count == 0)
        {
            Console.Out.WriteLine("No token was issued with the keys of this service, or all have expired.");
            return ExitCode.Success;
        }

        foreach (var token in tokens)
            Console.Out.WriteLine($"{token.Id}  {Time(token.IssuedAt)} to {Time(token.ExpiresAt)}  {(token.IsRevoked ? "revoked" : "good   ")}  {Logged(token.Subject)}");
        return ExitCode.Success;
    }

    /// <summary>A name that may have been given by anybody, on one line.</summary>
    private static string Logged(string text) => new([.. text.Select(c => char.IsControl(c) ? '?' : c)]);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
