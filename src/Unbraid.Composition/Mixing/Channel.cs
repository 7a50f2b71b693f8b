using Unbraid.Audio;
using Unbraid.Composition.Writing;

namespace Unbraid.Composition.Mixing;

/// <summary>One source on the mixing desk: an instrument or the voices.</summary>
internal abstract class Channel
{
    /// <summary>Frames in a tenth of a second, the step in which loudness is measured.</summary>
    protected const int Tenth = Clock.Rate / 10;

    public required SongStem Stem { get; init; }

    /// <summary>Loudness among the others, in LU.</summary>
    public required double Level { get; init; }

    /// <summary>Amplitude that goes into the stem's room.</summary>
    public required double Room { get; init; }

    /// <summary>Adds the next frames, dry.</summary>
    public abstract void AddTo(Span<float> left, Span<float> right);

    /// <summary>K-weighted power in each tenth of a second of the song, both channels together, dry. Does not move the channel on.</summary>
    public abstract double[] Powers(int tenths, CancellationToken cancellationToken);

    /// <summary>K-weighted energy of a sound in tenths of a second.</summary>
    protected static double[] Energies(ReadOnlySpan<float> sound)
    {
        var filter = new LoudnessFilter(Clock.Rate);
        var energies = new double[(sound.Length + Tenth - 1) / Tenth];
        for (int i = 0; i < energies.Length; i++)
        {
            energies[i] = filter.Energy(sound.Slice(i * Tenth, Math.Min(Tenth, sound.Length - (i * Tenth))), 0, 1);
        }

        return energies;
    }
}
