using System.CommandLine;
using Unbraid.Service;
using Unbraid.Service.Settings;

namespace Unbraid.Cli;

/// <summary><c>unbraid studio</c>.</summary>
internal sealed class StudioCommand : Command, IHasExamples
{
    /// <summary>Whose songs the studio shows where nobody says.</summary>
    public const string DefaultSubject = "me";

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Songs to bring along",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> _subject = new("--subject")
    {
        Description = "Whose songs to show; those of 'unbraid token --subject' of the same name",
        HelpName = "NAME",
        DefaultValueFactory = _ => DefaultSubject,
    };

    private readonly Option<bool> _noBrowser = new("--no-browser") { Description = "Print the link and open nothing" };

    private readonly ServiceCommandOptions _service;

    private StudioCommand() : base("studio", "Open the studio in the browser: take songs apart, listen, mix")
    {
        Arguments.Add(_files);
        Options.Add(_subject);
        Options.Add(_noBrowser);
        _service = ServiceCommandOptions.AddFolder(this);
        SetAction(RunAsync);
    }

    public string Examples =>
        """
        Examples:
          unbraid studio
          unbraid studio song.mp3 another.flac
          unbraid studio --no-browser

        The link works once and for ten minutes, in a browser on this machine. If no service is running on the data folder, one is started on a
        free port and runs until Ctrl-C; its songs stay.
        """;

    public static Command Create() => new StudioCommand();

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var songs = parse.GetValue(_files)!;
        if (Array.Find(songs, song => !File.Exists(song)) is { } missing)
            throw new MisuseException($"'{missing}' is not there: name a sound file.");
        var settings = _service.Load(parse, new Dictionary<string, string?> { ["urls"] = "http://127.0.0.1:0", ["logLevel"] = "Warning" });
        if (StudioLink.RunningAddress(settings) is { } running)
        {
            await OpenAsync(parse, settings, running, songs, cancellationToken);
            return ExitCode.Success;
        }

        var opening = Task.CompletedTask;
        var code = await ServiceHost.RunAsync(settings, cancellationToken, urls =>
        {
            Console.Out.WriteLine("The studio runs until Ctrl-C.");
            opening = OpenAsync(parse, settings, urls.First(), songs, cancellationToken);
        });
        try
        {
            await opening;
        }
        catch (OperationCanceledException)
        {
            return code; // stopped before the songs were sent
        }

        return code;
    }

    private async Task OpenAsync(ParseResult parse, ServiceSettings settings, string address, string[] songs, CancellationToken cancellationToken)
    {
        var subject = parse.GetValue(_subject)!;
        await StudioSongs.SendAsync(settings, address, subject, songs, cancellationToken);
        var link = StudioLink.TryMake(settings, [address], subject, TimeProvider.System) ?? address;
        if (parse.GetValue(_noBrowser) || !Browser.TryOpen(link))
            Console.Out.WriteLine($"Open this in a browser on this machine: {link}");
    }
}
