namespace Unbraid.Cli;

/// <summary>What became of the songs of one run.</summary>
internal sealed class BatchSummary(int songs)
{
    private readonly List<string> _failures = [];
    private int _skipped;

    /// <summary>The exit status.</summary>
    public int Status => _failures.Count > 0 ? ExitCode.Failed : ExitCode.Success;

    /// <summary>How a song is called in messages: with its number where there are several.</summary>
    public string Label(string input, int index) => songs == 1 ? input : $"{input} ({index + 1} of {songs})";

    public void Skip() => _skipped++;

    public void Fail(string input, string message) => _failures.Add($"  {input}: {message}");

    /// <summary>Says at the end how many were done and which failed why; nothing after a single song.</summary>
    public void Say(ProgressDisplay display, bool quiet)
    {
        if (songs == 1 || (quiet && _failures.Count == 0))
        {
            return;
        }

        var skipped = _skipped > 0 ? $", {_skipped} skipped" : "";
        var failed = _failures.Count > 0 ? $", {_failures.Count} failed:" : ".";
        display.Say($"{songs - _skipped - _failures.Count} of {songs} songs done{skipped}{failed}");
        foreach (var failure in _failures)
        {
            display.Say(failure);
        }
    }
}
