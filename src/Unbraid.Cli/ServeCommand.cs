using System.CommandLine;
using Unbraid.Service;

namespace Unbraid.Cli;

/// <summary><c>unbraid serve</c>.</summary>
internal sealed class ServeCommand : Command, IHasExamples
{
    private readonly ServiceCommandOptions _service;

    private ServeCommand() : base("serve", "Run the HTTP service until it is stopped")
    {
        _service = ServiceCommandOptions.AddAll(this);
        SetAction((parse, cancellationToken) => ServiceHost.RunAsync(_service.Load(parse), cancellationToken));
    }

    public string Examples =>
        """
        Examples:
          unbraid serve
          unbraid serve --urls http://0.0.0.0:8080 --data /var/lib/unbraid
          unbraid serve --settings /etc/unbraid.json --max-audio-duration 1h

        Every setting is an option here, a variable UNBRAID_* and a line in the settings file; 'unbraid settings' lists them all.
        SIGINT and SIGTERM stop the service in order.
        """;

    public static Command Create() => new ServeCommand();
}
