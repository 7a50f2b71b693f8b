using System.CommandLine;
using Unbraid.Service;

namespace Unbraid.Cli;

/// <summary><c>unbraid serve</c>.</summary>
internal sealed class ServeCommand : Command, IHasExamples
{
    private readonly Option<bool> _wait = new("--wait")
    {
        Description = "Start the service in the background and return when it listens",
    };

    private readonly Option<string?> _tell = new(BackgroundService.TellOption) { Hidden = true };

    private readonly ServiceCommandOptions _service;

    private ServeCommand() : base("serve", "Run the HTTP service until it is stopped")
    {
        _service = ServiceCommandOptions.AddAll(this);
        Options.Add(_wait);
        Options.Add(_tell);
        SetAction(RunAsync);
    }

    public string Examples =>
        """
        Examples:
          unbraid serve
          unbraid serve --wait
          unbraid serve --urls http://0.0.0.0:8080 --data /var/lib/unbraid
          unbraid serve --settings /etc/unbraid.json --max-audio-duration 1h

        Every setting is an option here, a variable UNBRAID_* and a line in the settings file; 'unbraid settings' lists them all.
        SIGINT and SIGTERM stop the service in order; with --wait its process id is printed, and its log goes to a file in the data folder.
        """;

    public static Command Create() => new ServeCommand();

    private Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var settings = _service.Load(parse);
        if (parse.GetValue(_wait))
            return BackgroundService.StartAsync(settings.DataFolder, cancellationToken);
        var told = parse.GetValue(_tell);
        return ServiceHost.RunAsync(settings, cancellationToken, urls =>
        {
            if (told is not null)
                File.WriteAllLines(told, urls);
            else if (!Console.IsErrorRedirected && StudioLink.TryMake(settings, urls, StudioCommand.DefaultSubject, TimeProvider.System) is { } link)
                Console.Error.WriteLine($"The studio, for a browser on this machine: {link}");
        });
    }
}
