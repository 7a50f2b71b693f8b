namespace Unbraid.Separation;

/// <summary>What a model is and how it wants to be fed.</summary>
internal sealed record ModelSpec
{
    /// <summary>The model's name in the catalogue, for example <c>classic</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The stems the loaded model delivers, in the order of its output.</summary>
    public required IReadOnlyList<string> Stems { get; init; }

    /// <summary>
    /// Name of one more stem, if there is one: the song without <see cref="Stems"/>, made at the song's own rate and not by the model. A network that
    /// looks for one thing gives the rest of the song so.
    /// </summary>
    public string? Rest { get; init; }

    /// <summary>All stems that can be asked for.</summary>
    public IReadOnlyList<string> AllStems => Rest is null ? Stems : [.. Stems, Rest];

    /// <summary>Rate in Hz at which the model works; songs are resampled to it and stems back.</summary>
    public int SampleRate { get; init; } = 44_100;

    /// <summary>Channels the model works on; mono songs are copied to both.</summary>
    public int Channels { get; init; } = 2;

    /// <summary>Frames of one segment at <see cref="SampleRate"/>.</summary>
    public required int SegmentFrames { get; init; }

    /// <summary>Overlap of neighbouring segments as a fraction of a segment, 0 to 0.9.</summary>
    public double Overlap { get; init; } = 0.25;

    /// <summary>How the whole song is cut up and joined again.</summary>
    public SongProcedure Procedure { get; init; } = SongProcedure.Demucs;

    /// <summary>How the song is normalised as a whole before the model.</summary>
    public SongNormalization Normalization { get; init; } = SongNormalization.Unbiased;

    /// <summary>Whether a segment at the end of the song may be shorter; with <see cref="SegmentPadding.Surroundings"/> it is then not padded.</summary>
    public bool AcceptsShortSegments { get; init; }

    /// <summary>What the user should know of how it was loaded, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A loaded model: turns one segment of a mixture into its stems. Not safe for concurrent use.</summary>
internal interface ISeparationModel : IDisposable
{
    ModelSpec Spec { get; }

    /// <summary>Separates one segment.</summary>
    /// <param name="mixture">[channels, frames], planar; frames is <see cref="ModelSpec.SegmentFrames"/> unless short segments are accepted.</param>
    /// <param name="stems">Destination, [stems, channels, frames]. Must not overlap <paramref name="mixture"/>.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    void Separate(ReadOnlySpan<float> mixture, Span<float> stems, CancellationToken cancellationToken = default);
}
