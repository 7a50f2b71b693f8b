using Unbraid.Audio;

namespace Unbraid.Separation;

/// <summary>Turns what is decoded, separated and written into one progress with an estimate of the rest.</summary>
/// <remarks>The shares follow from costs in the unit of <see cref="Sources.IStemSource.Work"/>; those of decoding and of encoding were measured beside the small network.</remarks>
internal sealed class ProgressMeter
{
    private const double DecodingWork = 0.13;

    private readonly IProgress<SeparationProgress>? _target;
    private readonly TimeProvider _clock;
    private readonly double _readingEnd;
    private readonly double _separatingEnd;
    private readonly long _started;
    private long _separating;

    /// <param name="target">Is told; null for nobody.</param>
    /// <param name="clock">For the estimate.</param>
    /// <param name="decodes">Whether the song is decoded first.</param>
    /// <param name="work">What the models cost.</param>
    /// <param name="output">How stems are written.</param>
    /// <param name="stems">How many.</param>
    public ProgressMeter(IProgress<SeparationProgress>? target, TimeProvider clock, bool decodes, double work, StemOutput output, int stems)
    {
        (_target, _clock, _started) = (target, clock, clock.GetTimestamp());
        var (reading, writing) = (decodes ? DecodingWork : 0, stems * EncodingWork(output.Encoding.Container));
        var all = reading + work + writing;
        // Stems that do not wait are written while others are separated.
        (_readingEnd, _separatingEnd) = (reading / all, StemFiles.Waits(output) ? (reading + work) / all : 1);
    }

    public TimeSpan Elapsed => _clock.GetElapsedTime(_started);

    public IProgress<double> Reading() => new Relay(
        fraction => _target?.Report(new SeparationProgress(SeparationStage.Reading, _readingEnd * fraction, null)));

    public IProgress<double> Separating()
    {
        _separating = _clock.GetTimestamp();
        return new Relay(fraction =>
        {
            var whole = _readingEnd + ((_separatingEnd - _readingEnd) * fraction);
            var done = whole - _readingEnd;
            TimeSpan? remaining = done > 0 ? _clock.GetElapsedTime(_separating) * ((1 - whole) / done) : null;
            _target?.Report(new SeparationProgress(SeparationStage.Separating, whole, remaining));
        });
    }

    public IProgress<double> Finishing() => new Relay(
        fraction => _target?.Report(new SeparationProgress(SeparationStage.Finishing, _separatingEnd + ((1 - _separatingEnd) * fraction), null)));

    public void Finish() => _target?.Report(new SeparationProgress(SeparationStage.Finishing, 1, TimeSpan.Zero));

    private static double EncodingWork(AudioContainer container) => container switch
    {
        AudioContainer.Wav => 0.015,
        _ when container.IsLossless() => 0.05,
        _ => 0.19,
    };
}
