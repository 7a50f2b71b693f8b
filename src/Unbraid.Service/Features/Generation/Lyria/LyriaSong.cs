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

    /// <summary>The words with the time from which they are sung, in order; empty if Lyria gave none.</summary>
    public IReadOnlyList<LyriaLine> Lines { get; init; } = [];

    /// <summary>What Lyria says about the song in words, if anything.</summary>
    public string? Caption { get; init; }
}

/// <summary>One line of the words.</summary>
/// <param name="Start">When it is sung.</param>
/// <param name="End">When it ends, if Lyria says so.</param>
/// <param name="Text">The words.</param>
internal sealed record LyriaLine(TimeSpan Start, TimeSpan? End, string Text);
