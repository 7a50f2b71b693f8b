using System.Globalization;
using Unbraid.Separation;

namespace Unbraid.Cli;

/// <summary>Tells when a separation comes to its next stage, besides handing its progress on.</summary>
internal sealed class StageLog(IProgress<SeparationProgress> inner, string label, Action<string> say, TimeProvider clock) : IProgress<SeparationProgress>
{
    private readonly long _start = clock.GetTimestamp();
    private SeparationStage? _stage;

    public void Report(SeparationProgress value)
    {
        inner.Report(value);
        if (value.Stage == _stage)
        {
            return;
        }

        _stage = value.Stage;
        var seconds = clock.GetElapsedTime(_start).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        say($"{label}: {value.Stage.ToString().ToLowerInvariant()} after {seconds} s");
    }
}
