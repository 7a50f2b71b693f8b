using Unbraid.Separation.Catalogue;

namespace Unbraid.Cli;

/// <summary>Shows on stderr how far a model is fetched and how fast: in one line that is written over, or in a line every few seconds.</summary>
internal sealed class PullDisplay(string name, bool redraws, TimeProvider clock) : IProgress<PullProgress>
{
    private readonly TimeSpan _pause = redraws ? TimeSpan.FromSeconds(0.1) : TimeSpan.FromSeconds(5);
    private long _start, _last, _first;
    private bool _began, _drawn;

    public void Report(PullProgress value)
    {
        var now = clock.GetTimestamp();
        if (!_began)
        {
            // What an earlier run has fetched says nothing about the rate of this one.
            (_began, _start, _last, _first) = (true, now, now, value.Done);
            if (_first > 0)
                Console.Error.WriteLine($"{name}: {_first / 1e6:0.0} MB are here from an earlier run.");
            return;
        }

        if (clock.GetElapsedTime(_last, now) < _pause)
            return;
        _last = now;
        var rate = (value.Done - _first) / clock.GetElapsedTime(_start, now).TotalSeconds;
        var left = rate > 0 ? $", {(value.Total - value.Done) / rate:0} s left" : "";
        var line = $"{name}: {value.Done / 1e6:0.0} of {value.Total / 1e6:0.0} MB, {rate / 1e6:0.0} MB/s{left}";
        if (redraws)
            Console.Error.Write($"\r\e[K{line}");
        else
            Console.Error.WriteLine(line);
        _drawn = redraws;
    }

    /// <summary>Clears the line for what is said next.</summary>
    public void Finish()
    {
        if (_drawn)
            Console.Error.Write("\r\e[K");
    }
}
