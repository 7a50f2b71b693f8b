namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>A song from Lyria.</summary>
internal sealed record LyriaSong
{
    /// <summary>
    /// The file byte for byte as it came. It may carry a C2PA manifest that says where it comes from; encoding it anew drops that.
    /// </summary>
    public required ReadOnlyMemory<byte> Audio { get; init; }

    /// <summary>Which version of the model answered, if it said so.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>Lyria's name for its answer, to be given when asking Google about it.</summary>
    public string? ResponseId { get; init; }

    /// <summary>The job that made it, if it was one.</summary>
    public string? Job { get; init; }

    /// <summary>The words in the order of the song; empty if Lyria gave none.</summary>
    public IReadOnlyList<LyriaLine> Lines { get; init; } = [];

    /// <summary>The form in the order of the song; empty if Lyria told none.</summary>
    public IReadOnlyList<LyriaSection> Sections { get; init; } = [];

    /// <summary>Beats per minute, if Lyria told.</summary>
    public double? Tempo { get; init; }

    /// <summary>What Lyria says about the song in words, if anything.</summary>
    public string? Caption { get; init; }
}

/// <summary>One line of the words.</summary>
/// <param name="Text">The words.</param>
/// <param name="Start">When it is sung, if Lyria says so: of most songs only the first line of a section is timed.</param>
/// <param name="End">When it ends, if Lyria says so.</param>
internal sealed record LyriaLine(string Text, TimeSpan? Start, TimeSpan? End);

/// <summary>One section of the form.</summary>
/// <param name="Name">Lyria's own, such as <c>A0</c> or <c>Verse</c>.</param>
/// <param name="Start">When it begins, if Lyria says so.</param>
/// <param name="Description">What Lyria says about the music in it, if anything.</param>
internal sealed record LyriaSection(string Name, TimeSpan? Start, string? Description);
