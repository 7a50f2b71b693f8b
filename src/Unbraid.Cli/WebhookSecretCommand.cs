using System.CommandLine;
using Unbraid.Service;

namespace Unbraid.Cli;

/// <summary><c>unbraid webhook-secret</c>.</summary>
internal sealed class WebhookSecretCommand : Command, IHasExamples
{
    private readonly Option<string> _subject = new("--subject")
    {
        Description = "Whose callbacks: the subject of the token that asked for them",
        HelpName = "NAME",
        Required = true,
    };

    private readonly ServiceCommandOptions _service;

    private WebhookSecretCommand()
        : base("webhook-secret", "Show the secret that signs the callbacks of the service on this machine")
    {
        Options.Add(_subject);
        _service = ServiceCommandOptions.AddFolder(this);
        SetAction(Run);
    }

    public string Examples =>
        """
        Examples:
          unbraid webhook-secret --subject me

        Give it to a library of Standard Webhooks (https://www.standardwebhooks.com) to verify what arrives at a callbackUrl.
        """;

    public static Command Create() => new WebhookSecretCommand();

    private int Run(ParseResult parse)
    {
        var subject = parse.GetValue(_subject)!;
        if (string.IsNullOrWhiteSpace(subject))
        {
            throw new MisuseException("--subject is empty: give the name that the token is for.");
        }

        Console.Out.WriteLine(WebhookSecret.Of(_service.Load(parse), subject));
        return ExitCode.Success;
    }
}
