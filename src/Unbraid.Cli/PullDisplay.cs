using Unbraid.Separation.Catalogue;

namespace Unbraid.Cli;

/// <summary>Shows on stderr how far a model is fetched and how fast: as a bar that is written over, or in a line now and then.</summary>
internal sealed class PullDisplay(CatalogueModel model, bool redraws, TimeProvider clock) : IProgress<PullProgress>
{
    private const int BarWidth = 24;

    private readonly TimeSpan _pause = redraws ? TimeSpan.FromSeconds(0.1) : TimeSpan.FromSeconds(10);
    private long _start, _last, _first;
    private bool _drawn, _waits;

    /// <summary>Whether it says at the beginning what is fetched, and that this happens once: nobody asked for it by name.</summary>
    public bool Announces { get; init; }

    /// <summary>Whether anything was shown.</summary>
    public bool HasBegun { get; private set; }

    public void Report(PullProgress value)
    {
        var now = clock.GetTimestamp();
        if (!HasBegun)
        {
            Begin(value, now);
            return;
        }

        if (value.ByOther && !_waits)
        {
            _waits = true;
            Say("another process is fetching it; waiting for that.");
        }

        if (clock.GetElapsedTime(_last, now) < _pause)
            return;
        _last = now;
        var rate = (value.Done - _first) / clock.GetElapsedTime(_start, now).TotalSeconds;
        var left = rate > 0 ? $", {Math.Max(0, value.Total - value.Done) / rate:0} s left" : "";
        var line = $"{value.Done / 1e6:0.0} of {value.Total / 1e6:0.0} MB, {rate / 1e6:0.0} MB/s{left}";
        if (!redraws)
        {
            Say(line);
            return;
        }

        var filled = (int)Math.Clamp(BarWidth * value.Done / Math.Max(1, value.Total), 0, BarWidth);
        Console.Error.Write($"\r\e[K{model.Name} [{new string('#', filled)}{new string('.', BarWidth - filled)}] {line}");
        _drawn = true;
    }

    /// <summary>Clears the line for what is said next.</summary>
    public void Finish()
    {
        if (_drawn)
            Console.Error.Write("\r\e[K");
        _drawn = false;
    }

    private void Begin(PullProgress value, long now)
    {
        // What an earlier run has fetched says nothing about the rate of this one.
        (HasBegun, _start, _last, _first) = (true, now, now, value.Done);
        if (Announces)
            Say($"fetching {ModelsCommand.SizeOf(model)} for the first use ({model.Licence.Name} licence); --quality fast does without.");
        if (value.Done > 0 && !value.ByOther)
            Say($"{value.Done / 1e6:0.0} MB are here from an earlier run.");
    }

    private void Say(string text)
    {
        Finish();
        Console.Error.WriteLine($"{model.Name}: {text}");
    }
}
