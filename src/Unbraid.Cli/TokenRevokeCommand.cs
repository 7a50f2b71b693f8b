using System.CommandLine;
using Unbraid.Service;

namespace Unbraid.Cli;

/// <summary><c>unbraid token revoke</c>.</summary>
internal sealed class TokenRevokeCommand : Command, IHasExamples
{
    private readonly Argument<string?> _id = new("id")
    {
        Description = "The token, as 'unbraid token list' shows it",
        HelpName = "ID",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _all = new("--all-of")
    {
        Description = "Every token of this subject that was issued up to now",
        HelpName = "NAME",
    };

    private readonly ServiceCommandOptions _service;

    private TokenRevokeCommand() : base("revoke", "End tokens before their time; a running service refuses them at once")
    {
        Arguments.Add(_id);
        Options.Add(_all);
        _service = ServiceCommandOptions.AddFolder(this);
        SetAction(Run);
    }

    public string Examples =>
        """
        Examples:
          unbraid token revoke 0b3c7a52-6f0e-4f7c-9d5f-3a8e5f1f2c11
          unbraid token revoke --all-of me
        """;

    public static Command Create() => new TokenRevokeCommand();

    private int Run(ParseResult parse)
    {
        var (id, subject) = (parse.GetValue(_id), parse.GetValue(_all));
        if (string.IsNullOrEmpty(id) == string.IsNullOrEmpty(subject))
            throw new MisuseException("Name one token by its id, or all of a subject with --all-of NAME.");
        var settings = _service.Load(parse);
        if (id is not null)
        {
            TokenIssuer.Revoke(settings, id, TimeProvider.System);
            Console.Error.WriteLine("The token is revoked.");
        }
        else
        {
            var count = TokenIssuer.RevokeAll(settings, subject!, TimeProvider.System);
            Console.Error.WriteLine($"All tokens of {subject} are revoked; {count} of them were known and good.");
        }

        return ExitCode.Success;
    }
}
