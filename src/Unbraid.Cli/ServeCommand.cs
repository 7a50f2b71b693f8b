using System.CommandLine;
using Unbraid.Service;

namespace Unbraid.Cli;

/// <summary><c>unbraid serve</c>.</summary>
internal sealed class ServeCommand : Command, IHasExamples
{
    private readonly Option<string?> _urls = new("--urls")
    {
        Description = "Addresses to listen on, separated by semicolons [default: http://127.0.0.1:8080]",
        HelpName = "URLS",
    };

    private readonly Option<string?> _data = DataOption.Create();

    private ServeCommand() : base("serve", "Run the HTTP service until it is stopped")
    {
        Options.Add(_urls);
        Options.Add(_data);
        SetAction(RunAsync);
    }

    public string Examples =>
        """
        Examples:
          unbraid serve
          unbraid serve --urls http://0.0.0.0:8080 --data /var/lib/unbraid

        The environment variables UNBRAID_* set everything else. SIGINT and SIGTERM stop it in order.
        """;

    public static Command Create() => new ServeCommand();

    private Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var options = ServiceOptions.FromEnvironment();
        return ServiceHost.RunAsync(
            options with
            {
                Urls = parse.GetValue(_urls) ?? options.Urls,
                DataFolder = parse.GetValue(_data) ?? options.DataFolder,
            },
            cancellationToken);
    }
}

/// <summary>The option that commands about the service have in common.</summary>
internal static class DataOption
{
    public static Option<string?> Create() => new("--data")
    {
        Description = "Folder of the service's database, files and signing key [default: $XDG_DATA_HOME/unbraid or ~/.local/share/unbraid]",
        HelpName = "DIR",
    };
}
