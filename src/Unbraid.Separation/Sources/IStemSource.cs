namespace Unbraid.Separation.Sources;

/// <summary>What makes stems of a song: a model, several that are merged, or a recipe of steps.</summary>
internal interface IStemSource
{
    /// <summary>The model, or the models with commas between them.</summary>
    string Name { get; }

    /// <summary>All stems that can be asked for, in the order in which they are delivered.</summary>
    IReadOnlyList<string> Stems { get; }

    /// <summary>The stem that takes what the others leave of the song; null where all stems together are not the song.</summary>
    string? Balance { get; }

    /// <summary>What a second of song costs, next to others: multiply-adds in billions, roughly. Above 0.</summary>
    double Work { get; }

    /// <summary>What should be known of how its models were chosen and opened.</summary>
    IReadOnlyList<Note> Notes { get; }

    /// <summary>The model that reads the song first: while it is decoded, the song can be brought to that model's rate.</summary>
    ModelSpec FirstModel { get; }

    /// <summary>Whether the song is also read at its own rate for some of the stems.</summary>
    bool ReadsSong(IReadOnlyList<string> stems);

    /// <summary>Makes stems of a song, stretch by stretch, each final. Reading them drives the work.</summary>
    /// <param name="song">The song; it must stay open while the stems are read.</param>
    /// <param name="stems">Which stems, in the order of <see cref="Stems"/>.</param>
    /// <param name="run">How.</param>
    /// <param name="cancellationToken">Stops between layers of a network.</param>
    IAsyncEnumerable<StemSegment> RunAsync(Song song, IReadOnlyList<string> stems, StemRun run, CancellationToken cancellationToken);
}

/// <summary>How a source runs.</summary>
/// <param name="ScratchFolder">Existing folder with room for what has to be kept on the way.</param>
/// <param name="Options">Overlap, shifts and their seed.</param>
/// <param name="Progress">Takes the fraction that is done.</param>
internal sealed record StemRun(string ScratchFolder, SeparatorOptions Options, IProgress<double>? Progress);
